// SPDX-License-Identifier: Apache-2.0

import type {Server} from '../../../api/istio-types.js';
import {selectorText} from '../../index/labels.js';
import {podsOf} from '../../index/pods.js';
import {groupBy} from '../../model/group-by.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

type Gateway = Resource<'Gateway'>;

/** A server of a Gateway. */
interface Listener {
  gateway: Gateway;
  index: number;
  server: Server;
  family: Family;
}

/** What can share a port: HTTP in plain text, told apart by hosts, and TLS, told apart by SNI. Other servers cannot. */
type Family = 'HTTP' | 'TLS' | 'other';

/**
 * Servers on one port of the same pods of which only the first takes effect. istiod leaves out what comes behind a server
 * in plain text and is not HTTP like it, and a TLS server with an SNI that another has; plain text behind TLS stands.
 */
export function* sharedPorts(resources: Resources): Generator<Message> {
  const listeners = resources.all('Gateway').toSorted(byAge).flatMap(listenersOf);
  const byPort = groupBy(listeners, ({server}) => `${server.port?.number ?? 0} ${server.bind ?? ''}`);
  for (const group of byPort.values()) {
    const kept: Listener[] = [];
    for (const listener of group) {
      const rivals = kept.filter(({gateway}) => share(gateway, listener.gateway, resources));
      const conflict = conflictOf(listener, rivals);
      if (conflict) yield conflict;
      else kept.push(listener);
    }
  }
}

/** Istio's order: by age and, of the same second, by name and namespace. */
function byAge(a: Gateway, b: Gateway): number {
  const [one, other] = [a, b].map(({created = '', name, namespace}) => `${created} ${name}.${namespace}`);
  return (one ?? '') < (other ?? '') ? -1 : 1;
}

function listenersOf(gateway: Gateway): Listener[] {
  return (gateway.spec.servers ?? []).flatMap((server, index) => {
    const family = familyOf(server);
    return server.port?.number && family ? [{gateway, index, server, family}] : [];
  });
}

/** Undefined for a server that is not valid, which other messages say. */
function familyOf({port, tls}: Server): Family | undefined {
  const protocol = (port?.protocol ?? '').toUpperCase();
  if (['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB'].includes(protocol)) return 'HTTP';
  if (tls) return 'TLS';
  return ['HTTPS', 'TLS', ''].includes(protocol) ? undefined : 'other';
}

/** Whether some pod serves both. */
function share(a: Gateway, b: Gateway, resources: Resources): boolean {
  const [one, other] = [a.spec.selector ?? {}, b.spec.selector ?? {}];
  if (a === b || selectorText(one) === selectorText(other)) return true;
  const agree = Object.entries(one).every(([key, value]) => !Object.hasOwn(other, key) || other[key] === value);
  return agree && podsOf(resources).selected({...one, ...other}).length > 0;
}

function conflictOf(listener: Listener, rivals: readonly Listener[]): Message | undefined {
  const {gateway, index, server, family} = listener;
  const number = server.port?.number ?? 0;
  const at = ['spec', 'servers', index];
  const other = rivals.find((rival) => rival.family !== 'TLS' && (rival.family !== family || family === 'other'));
  if (other) {
    const parameters = [
      number,
      protocolOf(listener),
      protocolOf(other),
      placeOf(other, gateway),
      winner(other, gateway),
    ];
    return message('ISTX504', gateway, parameters, [...at, 'port', 'number']);
  }
  if (family !== 'TLS') return undefined;
  for (const [k, host] of (server.hosts ?? []).entries()) {
    const twin = rivals.find(
      (rival) => isSaidHere(rival, listener, host) && hostsOf(rival).includes(plain(host, gateway)),
    );
    if (twin) {
      const parameters = [host, number, placeOf(twin, gateway), winner(twin, gateway)];
      return message('ISTX505', gateway, parameters, [...at, 'hosts', k]);
    }
  }
  return undefined;
}

/** Of Gateways that spell a host alike IST0145 says it. */
function isSaidHere(rival: Listener, {gateway}: Listener, host: string): boolean {
  return rival.gateway === gateway || !(rival.server.hosts ?? []).includes(host);
}

function hostsOf({gateway, server}: Listener): string[] {
  return (server.hosts ?? []).map((host) => plain(host, gateway));
}

/** A host without what its namespace may be spelled with: `*` is any, `.` that of the Gateway. */
function plain(host: string, {namespace}: Gateway): string {
  if (host.startsWith('*/')) return host.slice(2);
  return host.startsWith('./') ? `${namespace}/${host.slice(2)}` : host;
}

function protocolOf({server}: Listener): string {
  const protocol = (server.port?.protocol ?? '').toUpperCase();
  return server.tls && protocol === 'TCP' ? 'TCP over TLS' : protocol;
}

function placeOf({gateway, index}: Listener, from: Gateway): string {
  return gateway === from ? `server #${index}` : `Gateway "${fullName(gateway)}"`;
}

function winner({gateway}: Listener, from: Gateway): string {
  return gateway === from ? 'the first server' : 'the server of the older Gateway';
}
