// SPDX-License-Identifier: Apache-2.0
import type {KubeObject} from '../io/kube/cluster.js';
import {type Json, part, parts, text} from './objects.js';
import type {ServiceKey} from './origins.js';
import {protoText} from './proto-text.js';
import type {Subsets} from './subsets.js';

/** What a VirtualService does with traffic to a service's pods. */
export interface RouteFacts {
  /** Routes that lead to the pods. */
  matches: number;
  facts: string[];
  /** Why other routes do not. */
  mismatches: string[];
  http: number;
  tcp: number;
  tls: number;
}

/** `destinationRule` is the name of the one that defines `subsets`, if any does. */
export function routeFacts(
  virtualService: KubeObject,
  service: ServiceKey,
  subsets: Subsets,
  destinationRule: string | undefined,
): RouteFacts {
  const {spec} = virtualService;
  const found: RouteFacts = {
    matches: 0,
    facts: [],
    mismatches: [],
    http: parts(spec, 'http').length,
    tcp: parts(spec, 'tcp').length,
    tls: parts(spec, 'tls').length,
  };
  const context = {service, subsets, destinationRule, namespace: virtualService.metadata.namespace ?? ''};
  const add = (route: Json, conditions: () => string[]): void => {
    const {facts, mismatches, isMatch} = destinationFacts(route, context);
    if (!isMatch) return void found.mismatches.push(...mismatches);
    found.matches++;
    const more = conditions().join(', ');
    found.facts.push(...facts, ...(more ? [more] : []));
  };
  for (const route of parts(spec, 'http')) {
    add(route, () => {
      const fault =
        Object.keys(part(route, 'fault')).length > 0 ? [`Fault injection ${protoText(route['fault'])}`] : [];
      return [...fault, ...parts(route, 'match').map(matchText)];
    });
  }
  for (const route of parts(spec, 'tcp')) add(route, () => parts(route, 'match').map((match) => protoText(match)));
  return found;
}

interface RouteContext {
  service: ServiceKey;
  subsets: Subsets;
  destinationRule: string | undefined;
  namespace: string;
}

function destinationFacts(route: Json, {service, subsets, destinationRule, namespace}: RouteContext) {
  const facts: string[] = [];
  const mismatches: string[] = [];
  let isMatch = false;
  for (const each of parts(route, 'route')) {
    const destination = part(each, 'destination');
    const host = text(destination, 'host');
    const subset = text(destination, 'subset');
    const weight = Number(each['weight'] ?? 0);
    if (!isHost(host, service, namespace)) {
      facts.push(
        subset === '' ? `Route to host "${host}" with weight ${weight}%` : `Route to ${host} with invalid config`,
      );
      continue;
    }
    if (subset !== '' && !subsets.matching.includes(subset)) {
      mismatches.push(mismatch(route, subset, subsets, destinationRule));
      continue;
    }
    isMatch = true;
    if (weight > 0) facts.push(`Route to host "${host}"${subset ? ` subset "${subset}"` : ''} with weight ${weight}%`);
  }
  return {facts, mismatches, isMatch};
}

function mismatch(route: Json, subset: string, subsets: Subsets, destinationRule: string | undefined): string {
  if (subsets.other.includes(subset)) {
    const conditions = parts(route, 'match').map(matchText).join(', ') || 'everything';
    return `Route to non-matching subset ${subset} for (${conditions})`;
  }
  return destinationRule === undefined
    ? `Warning: Route to subset ${subset} but NO DESTINATION RULE defining subsets!`
    : `Warning: Route to UNKNOWN subset ${subset}; check DestinationRule ${destinationRule}`;
}

/** Short names are of the VirtualService's namespace. */
function isHost(host: string, {name, namespace}: ServiceKey, from: string): boolean {
  const full = host.includes('.') ? host : `${host}.${from}`;
  return [`${name}.${namespace}`, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`].includes(full);
}

/** A condition of an HTTP route on one line. */
function matchText(match: Json): string {
  const uri = match['uri'] === undefined ? '' : stringMatch(match['uri']);
  const uncased = uri !== '' && match['ignoreUriCase'] === true ? ' uncased' : '';
  const headers = Object.entries(part(match, 'headers'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${stringMatch(value)}`);
  const when = headers.length > 0 ? ` when headers are ${headers.join('; ')}` : '';
  return `Match: ${uri}${uncased}${when}`.trim();
}

function stringMatch(value: unknown): string {
  const exact = text(value, 'exact');
  if (exact) return exact;
  const prefix = text(value, 'prefix');
  return prefix ? `${prefix}*` : protoText(value);
}
