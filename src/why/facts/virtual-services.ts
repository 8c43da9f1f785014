// SPDX-License-Identifier: Apache-2.0

import {hostWithin} from '../../analysis/index/hosts/hosts.js';
import {parts, selects, text, texts} from '../../describe/objects.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {destinationOf, isExported, textList} from './hosts.js';
import {type Fits, type LoggedRequest, ruleFits} from './http-match.js';
import {namespaceOf, newestFirst} from './objects.js';
import type {Scene} from './scene.js';

/** A rule of a VirtualService, and whether it takes the request. */
export interface Rule {
  object: KubeObject;
  /** Its list, and its place there: `spec.http[0]`. */
  place: string;
  index: number;
  rule: unknown;
  fits: Fits;
  why: string;
}

/** The request of a scene, for matching. */
export function loggedRequest({problem, entry, caller, port, namespace}: Scene): LoggedRequest {
  const {method, path, authority} = problem.client ?? entry;
  return {method, path, authority, port, namespace, labels: caller?.metadata.labels};
}

/** Istio's Gateways that configure the gateway of a scene, and those that may where its pod is not known. */
export function gatewaysOf({facts, gateway}: Scene): KubeObject[] {
  const labels = gateway?.metadata.labels;
  return [...facts.objects.all('Gateway')].filter((each) => {
    const selector = texts(each['spec'], 'selector');
    return labels === undefined || selects(selector, labels);
  });
}

/** The gateways that a VirtualService is for, as `namespace/name`, or `mesh`. */
export function gatewayNames(virtualService: KubeObject): string[] {
  const names = textList(virtualService['spec'], 'gateways');
  if (names.length === 0) return ['mesh'];
  return names.map((name) => (name === 'mesh' || name.includes('/') ? name : `${namespaceOf(virtualService)}/${name}`));
}

/** Whether a host of a VirtualService covers the host of a scene. */
export function isForHost(virtualService: KubeObject, {host, destination, facts, side}: Scene): boolean {
  return textList(virtualService['spec'], 'hosts').some((wanted) => {
    if (hostWithin(host, wanted)) return true;
    if (side === 'gateway' || !destination) return false;
    if (wanted.startsWith('*')) return hostWithin(destination.host, wanted);
    return destinationOf(facts.objects, wanted, namespaceOf(virtualService)).host === destination.host;
  });
}

/** VirtualServices with the host of a scene, whoever they are for: the most exact host first, then the newest. */
export function virtualServicesForHost(scene: Scene): KubeObject[] {
  return newestFirst(scene.facts.objects.all('VirtualService'))
    .filter((each) => isForHost(each, scene))
    .toSorted((a, b) => exactness(b, scene) - exactness(a, scene));
}

/** How exactly a VirtualService names the host of a scene: a name without a star most, then the longest. */
export function exactness(virtualService: KubeObject, scene: Scene): number {
  const hosts = textList(virtualService['spec'], 'hosts').filter((host) =>
    isForHost(withHost(virtualService, host), scene),
  );
  return Math.max(0, ...hosts.map((host) => (host.startsWith('*') ? host.length : 1000)));
}

function withHost(virtualService: KubeObject, host: string): KubeObject {
  return {...virtualService, spec: {hosts: [host]}};
}

/**
 * The VirtualServices whose rules count for a scene. Envoy asks only the virtual host with the most exact name. Gateways
 * join those of one name; sidecars have the oldest (istio.io, "Traffic management problems", multiple virtual services).
 */
export function countingVirtualServices(scene: Scene): KubeObject[] {
  const attached = virtualServicesForHost(scene).filter((each) => isAttached(each, scene));
  const best = attached.filter((each) => exactness(each, scene) === exactness(attached[0] ?? each, scene));
  return scene.side === 'gateway' ? best : best.slice(-1);
}

/** Whether a VirtualService is for the proxy that a scene is about: the sidecars of the mesh, or its gateway. */
export function isAttached(virtualService: KubeObject, scene: Scene): boolean {
  const names = gatewayNames(virtualService);
  if (!isExported(virtualService, scene.namespace)) return false;
  if (scene.side !== 'gateway') return names.includes('mesh');
  return gatewaysOf(scene).some((gateway) => names.includes(`${namespaceOf(gateway)}/${gateway.metadata.name}`));
}

/** The HTTP rules that count for the request of a scene in their order. */
export function rulesFor(scene: Scene): Rule[] {
  const request = loggedRequest(scene);
  return countingVirtualServices(scene).flatMap((object) => rulesOf(object, request));
}

/** The rules of a VirtualService for a request, or for a connection that is not taken for HTTP, judged. */
export function rulesOf(object: KubeObject, request: LoggedRequest): Rule[] {
  const lists = request.method === '' ? ['tls', 'tcp'] : ['http'];
  return lists.flatMap((list) =>
    parts(object['spec'], list).map((rule, index) => {
      const judged =
        list === 'http' ? ruleFits(rule, request) : {fits: 'perhaps' as const, why: 'it is not followed here'};
      return {object, index, place: `spec.${list}[${index}]`, rule, ...judged};
    }),
  );
}

/**
 * The rule that took the request: of those that may have, the first that leads to the cluster that the log names; the one
 * that the proxy's dump names comes before.
 */
export function ruleTaken(scene: Scene): Rule | undefined {
  const possible = rulesFor(scene).filter(({fits}) => fits !== 'no');
  const origin = originIn(scene);
  const byDump =
    origin &&
    possible.filter(({object}) => object.metadata.name === origin.name && namespaceOf(object) === origin.namespace);
  const candidates = byDump && byDump.length > 0 ? byDump : possible;
  const {cluster} = scene;
  const leading = cluster && candidates.find((rule) => leadsTo(rule, scene));
  return leading ?? candidates.find(({fits}) => fits === 'yes') ?? candidates[0];
}

/** The VirtualService or route that the proxy's dump has for the request. */
export function originIn({trace}: Scene): {kind: string; name: string; namespace: string} | undefined {
  return trace?.branches.map(({route}) => route?.origin).find((origin) => origin !== undefined);
}

/** Whether a rule sends to the cluster of a scene. */
function leadsTo({object, rule}: Rule, {cluster, facts}: Scene): boolean {
  return parts(rule, 'route').some((route) => {
    const to = route['destination'];
    const {host} = destinationOf(facts.objects, text(to, 'host'), namespaceOf(object));
    return host === cluster?.host && text(to, 'subset') === cluster.subset;
  });
}
