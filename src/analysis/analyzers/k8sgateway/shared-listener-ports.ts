// SPDX-License-Identifier: Apache-2.0

import {isDeepStrictEqual} from 'node:util';
import {gatewayRole} from '../../index/gateway-classes.js';
import type {Listener} from '../../model/gateway-api.js';
import {groupBy} from '../../model/group-by.js';
import {type Message, message} from '../../model/message.js';
import type {Path, Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

/** A listener and its place within the Gateway. */
interface Placed {
  listener: Listener;
  path: Path;
  family: Family;
}

/** What can share a port, as for the servers of Istio's own Gateways (shared-ports.ts). */
type Family = 'HTTP' | 'TLS' | 'other';

/** Listeners on one port of a Gateway of which only one takes effect; those that nothing tells apart are ISTX209. */
export function* sharedListenerPorts(resources: Resources): Generator<Message> {
  for (const gateway of resources.all('KubernetesGateway')) {
    if (gatewayRole(gateway, resources) !== 'gateway') continue;
    const placed = (gateway.spec.listeners ?? []).flatMap((listener, i) => {
      const family = familyOf(listener);
      return family ? [{listener, path: ['spec', 'listeners', i], family}] : [];
    });
    // istiod makes a Gateway of its own of each listener, and of equal age sorts these by their names.
    const sorted = placed.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
    for (const group of groupBy(sorted, ({listener}) => String(listener.port)).values()) {
      yield* conflicts(gateway, group);
    }
  }
}

function sortKey({listener}: Placed): string {
  return `${listener.name ?? ''}.`;
}

/** Undefined for listeners that are not valid, which other messages say. */
function familyOf({protocol, tls}: Listener): Family | undefined {
  if (protocol === 'HTTP') return 'HTTP';
  if (protocol === 'TCP') return 'other';
  return tls && (protocol === 'HTTPS' || protocol === 'TLS') ? 'TLS' : undefined;
}

function* conflicts(gateway: Resource<'KubernetesGateway'>, group: readonly Placed[]): Generator<Message> {
  const kept: Placed[] = [];
  for (const one of group) {
    const {listener, path, family} = one;
    const {port = 0, protocol = '', hostname = '*'} = listener;
    const other = kept.find((rival) => rival.family !== 'TLS' && rival.family !== family)?.listener;
    const twin = family === 'TLS' ? kept.find((rival) => hasSameSni(rival.listener, listener))?.listener : undefined;
    if (other) {
      const place = `listener "${other.name ?? ''}"`;
      const parameters = [port, protocol, other.protocol ?? '', place, place];
      yield message('ISTX504', gateway, parameters, [...path, 'port']);
    } else if (twin) {
      const place = `listener "${twin.name ?? ''}"`;
      const at = listener.hostname === undefined ? 'port' : 'hostname';
      yield message('ISTX505', gateway, [hostname, port, place, place], [...path, at]);
    } else {
      kept.push(one);
    }
  }
}

/** Hosts for different namespaces are different hosts to istiod. */
function hasSameSni(a: Listener, b: Listener): boolean {
  if (a.hostname !== b.hostname || a.protocol === b.protocol) return false;
  return isDeepStrictEqual(a.allowedRoutes?.namespaces ?? {}, b.allowedRoutes?.namespaces ?? {});
}
