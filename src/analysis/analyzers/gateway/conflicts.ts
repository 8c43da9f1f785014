// SPDX-License-Identifier: Apache-2.0

import {hasLabels, selectorText} from '../../index/labels.js';
import {groupBy} from '../../model/group-by.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {selectorNotFound} from './selected-pods.js';

type Gateway = Resource<'Gateway'>;

/** What a gateway serves on one port: each host with the address it binds to. */
interface Listener {
  gateway: string;
  hosts: ReadonlyMap<string, string>;
}

/** Gateways of the same pods that serve the same host on the same port (spec §3.15). */
export function* conflictingGateways(resources: Resources): Generator<Message> {
  const gateways = resources.all('Gateway');
  const bySelector = groupBy(gateways, ({spec}) => selectorText(spec.selector));
  for (const [selector, equals] of bySelector) {
    const companions = [...bySelector]
      .filter(([other, [first]]) => other === selector || overlap(selector, other, equals[0], first, resources))
      .flatMap(([, members]) => members);
    const listeners = listenersByPort(companions, resources);
    for (const gateway of equals) {
      if (selector !== '' && listeners.size === 0) yield selectorNotFound(gateway);
      yield* conflicts(gateway, selector, listeners);
    }
  }
}

/** Whether one selector asks for less than the other, and some pod answers to both. */
function overlap(
  a: string,
  b: string,
  one: Gateway | undefined,
  other: Gateway | undefined,
  resources: Resources,
): boolean {
  if (!a.includes(b) && !b.includes(a)) return false;
  const both = {...one?.spec.selector, ...other?.spec.selector};
  return resources.all('Pod').some(({labels}) => hasLabels(labels, both));
}

function listenersByPort(gateways: readonly Gateway[], {compat}: Resources): Map<number, Listener[]> {
  const ports = new Map<number, Map<string, Listener>>();
  for (const gateway of gateways) {
    const name = fullName(gateway);
    for (const {port, bind = '', hosts = []} of gateway.spec.servers ?? []) {
      const number = port?.number ?? 0;
      const listeners = ports.get(number) ?? new Map<string, Listener>();
      // Of several servers on one port the Go istioctl knows the last.
      const known = compat ? [] : (listeners.get(name)?.hosts ?? []);
      listeners.set(name, {gateway: name, hosts: new Map([...known, ...hosts.map((host) => [host, bind] as const)])});
      ports.set(number, listeners);
    }
  }
  return new Map([...ports].map(([port, listeners]) => [port, [...listeners.values()]]));
}

function* conflicts(
  gateway: Gateway,
  selector: string,
  listeners: ReadonlyMap<number, readonly Listener[]>,
): Generator<Message> {
  const name = fullName(gateway);
  for (const {port, bind = '', hosts = []} of gateway.spec.servers ?? []) {
    const number = port?.number ?? 0;
    const rivals = (listeners.get(number) ?? []).filter(
      (other) => other.gateway !== name && hosts.some((host) => other.hosts.get(host) === bind),
    );
    if (rivals.length === 0) continue;
    const names = rivals.map((rival) => rival.gateway).sort();
    yield message('IST0145', gateway, [names.join(','), selector, String(number), hosts.join(',')]);
  }
}
