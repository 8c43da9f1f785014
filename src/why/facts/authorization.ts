// SPDX-License-Identifier: Apache-2.0

import {part, parts, text} from '../../describe/objects.js';
import {selectedFor} from '../../describe/shaping/selected.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {textList} from './hosts.js';
import {namespaceOf, proxyRole} from './objects.js';
import {hostOf, type Scene} from './scene.js';

/** Policies of a kind that are for the server, or for the gateway where it is the one that answered. */
export function policiesFor({facts, callee, gateway, side}: Scene, kind: string): KubeObject[] {
  const pod = side === 'gateway' ? gateway : callee;
  const all = facts.objects.all(kind);
  if (!pod) return [];
  const workload = {type: proxyRole(pod) ?? 'sidecar', namespace: namespaceOf(pod), labels: pod.metadata.labels ?? {}};
  return selectedFor(workload, all, facts.mesh.rootNamespace).map(({object}) => object);
}

/** The name of the client in its certificate, `cluster.local/ns/shop/sa/front`; undefined where it shows none or is not known. */
export function principalOf(scene: Scene): string | undefined {
  const {facts, caller, gateway, side} = scene;
  if (spokePlainText(scene)) return undefined;
  const pod = side === 'server' ? caller : (gateway ?? caller);
  if (!pod || proxyRole(pod) === undefined) return undefined;
  const account = text(pod['spec'], 'serviceAccountName') || 'default';
  return `${facts.mesh.trustDomain}/ns/${namespaceOf(pod)}/sa/${account}`;
}

/**
 * Whether the connection to the server was surely plain text: mutual TLS of sidecars names the cluster in its handshake,
 * and the log would have it.
 */
export function spokePlainText({side, entry, facts}: Scene): boolean {
  const format = facts.mesh.accessLogFormat;
  const isTold = format === '' || format.includes('REQUESTED_SERVER_NAME');
  return side === 'server' && isTold && entry.sni === '' && entry.downstreamLocal !== '' && entry.format !== 'ztunnel';
}

/** A condition of a policy's rule that a request does not meet. */
export interface Unmet {
  /** Where the condition stands. */
  field: string;
  /** What it wants, and what the request has. */
  text: string;
}

/** Conditions of a rule of an AuthorizationPolicy that the request surely does not meet; none where it may meet all. */
export function unmetOf(rule: unknown, place: string, scene: Scene): Unmet[] {
  return [
    ...unmetIn(
      parts(rule, 'from').map((each) => part(each, 'source')),
      `${place}.from`,
      'source',
      (source, at) => sourceUnmet(source, at, scene),
    ),
    ...unmetIn(
      parts(rule, 'to').map((each) => part(each, 'operation')),
      `${place}.to`,
      'operation',
      (operation, at) => operationUnmet(operation, at, scene),
    ),
    ...parts(rule, 'when').flatMap((condition, i) => whenUnmet(condition, `${place}.when[${i}]`)),
  ];
}

/** Of several alternatives one is enough: only where all fail, the first tells why. */
function unmetIn(
  alternatives: readonly unknown[],
  place: string,
  name: string,
  judge: (each: unknown, at: string) => Unmet[],
): Unmet[] {
  if (alternatives.length === 0) return [];
  const judged = alternatives.map((each, i) => judge(each, `${place}[${i}].${name}`));
  return judged.some((unmet) => unmet.length === 0) ? [] : judged.flat();
}

function sourceUnmet(source: unknown, at: string, scene: Scene): Unmet[] {
  const {caller, entry} = scene;
  const principal = principalOf(scene);
  const who = principal ?? (caller ? '' : undefined);
  const account = who?.replace(/^[^/]+\/ns\//, '').replace('/sa/', '/');
  const namespace = caller ? namespaceOf(caller) : undefined;
  return [
    ...listUnmet(source, 'principals', at, who, 'principal'),
    ...listUnmet(source, 'serviceAccounts', at, account, 'service account', namespace),
    ...listUnmet(source, 'namespaces', at, principal === undefined && caller ? '' : namespace, 'namespace'),
    ...listUnmet(source, 'requestPrincipals', at, '', 'request principal (JWT)'),
    ...ipUnmet(source, at, hostOf(entry.downstreamRemote)),
  ];
}

function listUnmet(
  holder: unknown,
  name: string,
  at: string,
  value: string | undefined,
  what: string,
  prefix?: string,
): Unmet[] {
  const wanted = textList(holder, name);
  if (wanted.length === 0 || value === undefined) return [];
  const full = wanted.map((each) => (prefix !== undefined && !each.includes('/') ? `${prefix}/${each}` : each));
  if (full.some((each) => fitsPattern(each, value))) return [];
  return [
    {field: `${at}.${name}`, text: `${what} must be ${wanted.join(' or ')}, is ${value === '' ? 'none' : value}`},
  ];
}

function ipUnmet(source: unknown, at: string, address: string): Unmet[] {
  const wanted = textList(source, 'ipBlocks');
  if (
    wanted.length === 0 ||
    wanted.some((each) => each.includes('/') && !each.endsWith('/32')) ||
    wanted.some((each) => each.replace(/\/32$/, '') === address)
  )
    return [];
  return [{field: `${at}.ipBlocks`, text: `source address must be ${wanted.join(' or ')}, is ${address}`}];
}

function operationUnmet(operation: unknown, at: string, {entry}: Scene): Unmet[] {
  const path = entry.path.replace(/\?.*$/, '');
  const port = /:(\d+)$/.exec(entry.downstreamLocal)?.[1];
  const isHttp = entry.method !== '';
  return [
    ...listUnmet(operation, 'methods', at, isHttp ? entry.method : '', 'method'),
    ...listUnmet(operation, 'paths', at, isHttp ? path : '', 'path'),
    ...listUnmet(operation, 'hosts', at, isHttp ? entry.authority : '', 'host'),
    ...listUnmet(operation, 'ports', at, port, 'port'),
  ];
}

/** Of conditions only those on a JWT can be judged by a log: a request without one has no claims. */
function whenUnmet(condition: unknown, at: string): Unmet[] {
  const key = text(condition, 'key');
  if (!key.startsWith('request.auth.') || textList(condition, 'values').length === 0) return [];
  return [{field: at, text: `${key} must be ${textList(condition, 'values').join(' or ')}`}];
}

/** Istio's patterns: exact, `prefix*`, `*suffix`, or `*` for anything at all. */
export function fitsPattern(pattern: string, value: string): boolean {
  if (pattern === '*') return value !== '';
  if (pattern.includes('{')) return true;
  if (pattern.endsWith('*')) return value.startsWith(pattern.slice(0, -1));
  if (pattern.startsWith('*')) return value.endsWith(pattern.slice(1));
  return pattern === value;
}
