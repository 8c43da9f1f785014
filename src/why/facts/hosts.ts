// SPDX-License-Identifier: Apache-2.0
import {fullHost, hostWithin} from '../../analysis/index/hosts/hosts.js';
import {parts, text} from '../../describe/objects.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {namespaceOf, type Objects} from './objects.js';

/** What a host of the mesh is: a Service, a ServiceEntry, or neither. */
export interface Destination {
  /** The full name. */
  host: string;
  service?: KubeObject;
  entry?: KubeObject;
}

/** A list of texts in an object. */
export function textList(value: unknown, name: string): string[] {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return Array.isArray(found) ? found.map(String) : [];
}

/** Returns what has a host, as seen from a namespace: a short name is a Service there, `cart.shop` one of another. */
export function destinationOf(objects: Objects, host: string, namespace: string): Destination {
  const bare = host.replace(/\.$/, '');
  for (const name of spellings(bare, namespace)) {
    const [, service = '', home = ''] = /^([^.]+)\.([^.]+)\.svc\./.exec(name) ?? [];
    const found = objects.find('Service', home, service);
    if (found) return {host: name, service: found};
  }
  const entry = objects
    .all('ServiceEntry')
    .find((each) => textList(each['spec'], 'hosts').some((wanted) => hostWithin(bare, wanted)));
  return {host: entry ? bare : fullHost(namespace, bare), ...(entry && {entry})};
}

/** The full names that a name may stand for: of DNS search domains, the nearest first. */
function spellings(host: string, namespace: string): string[] {
  const labels = host.split('.');
  if (labels.length === 1) return namespace === '' ? [] : [`${host}.${namespace}.svc.cluster.local`];
  if (labels.length === 2) return [`${host}.svc.cluster.local`];
  if (labels.length === 3 && labels[2] === 'svc') return [`${host}.cluster.local`];
  return labels[2] === 'svc' ? [host] : [];
}

/** The full name that a `host` field of an object has: a short one is of the object's namespace. */
export function hostIn(object: KubeObject, host: string): string {
  return fullHost(namespaceOf(object), host);
}

/** Whether a host field of an object covers a full name. */
export function coversHost(object: KubeObject, host: string, full: string): boolean {
  const wanted = host.includes('.') || host.startsWith('*') ? host : hostIn(object, host);
  return hostWithin(full, wanted) || hostWithin(full, `${wanted}.svc.cluster.local`);
}

/** The ports of a Service or ServiceEntry. */
export function portsOf({service, entry}: Destination): {number: number; name: string; index: number}[] {
  const field = service ? 'port' : 'number';
  return parts((service ?? entry)?.['spec'], 'ports').map((port, index) => ({
    number: Number(port[field]),
    name: text(port, 'name'),
    index,
  }));
}

/** `outbound|8080|v1|cart.shop.svc.cluster.local` in its parts; undefined for other names. */
export interface ClusterName {
  direction: string;
  port: number;
  subset: string;
  host: string;
}

/** Reads the name of a cluster that istiod made, or of the SNI that stands for one. */
export function parseCluster(name: string): ClusterName | undefined {
  const pieces = name.startsWith('outbound_.') ? name.replaceAll('_.', '|').split('|') : name.split('|');
  const [direction = '', port = '', subset = '', host = ''] = pieces;
  const numbers = name.startsWith('outbound_.') ? port.replace(/^\./, '') : port;
  if (pieces.length < 4 || !['outbound', 'inbound'].includes(direction)) return undefined;
  return {direction, port: Number(numbers), subset: subset.replace(/_$/, ''), host};
}

/** DestinationRules that cover a host, those of the client's namespace first, then those of the host's, then of the root. */
export function destinationRules(
  objects: Objects,
  host: string,
  {client, root}: {client: string; root: string},
): KubeObject[] {
  const [, , home = ''] = /^([^.]+)\.([^.]+)\.svc\./.exec(host) ?? [];
  const order = [client, home, root];
  const rank = (rule: KubeObject) => {
    const place = order.indexOf(namespaceOf(rule));
    return place < 0 ? order.length : place;
  };
  return objects
    .all('DestinationRule')
    .filter((rule) => coversHost(rule, text(rule['spec'], 'host'), host) && isExported(rule, client))
    .toSorted((a, b) => rank(a) - rank(b));
}

/** Whether `exportTo` of an object lets a namespace see it. */
export function isExported(object: KubeObject, namespace: string): boolean {
  const scopes = textList(object['spec'], 'exportTo');
  if (scopes.length === 0 || scopes.includes('*')) return true;
  return scopes.some((scope) => (scope === '.' ? namespaceOf(object) : scope) === namespace);
}
