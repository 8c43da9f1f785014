// SPDX-License-Identifier: Apache-2.0

import type {KnownHosts} from '../../index/hosts/known-host.js';
import {knownHosts} from '../../index/hosts/known-hosts.js';
import {groupBy} from '../../model/group-by.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {type Target, targetsOf} from './destinations.js';

type VirtualService = Resource<'VirtualService'>;

/** Routes to hosts and ports that do not exist, and to subsets that ingress traffic does not reach (spec §3.27). */
export function* destinationHosts(resources: Resources): Generator<Message> {
  const hosts = knownHosts(resources);
  for (const virtualService of resources.all('VirtualService')) {
    for (const target of targetsOf(virtualService)) yield* checkTarget(virtualService, target, hosts);
  }
  yield* unreachedSubsets(resources.all('VirtualService'));
}

function* checkTarget(
  virtualService: VirtualService,
  {destination: {host = '', port}, path, mirror}: Target,
  hosts: KnownHosts,
): Generator<Message> {
  const known = hosts.find(virtualService.namespace, virtualService.spec.exportTo, host);
  if (!known) {
    yield message('IST0101', virtualService, [mirror ? 'mirror host' : 'host', host], path);
  } else if (!known.ports) {
    return;
  } else if (!port) {
    if (known.ports.length > 1) yield message('IST0112', virtualService, [host, known.ports], path);
  } else if (!known.ports.includes(port.number ?? 0)) {
    yield message('IST0101', virtualService, ['host:port', `${host}:${port.number ?? 0}`], path);
  }
}

/** A gateway sends to a host as a whole, past the subsets to which sidecars route the host. */
function* unreachedSubsets(virtualServices: readonly VirtualService[]): Generator<Message> {
  const pairs = virtualServices.flatMap((virtualService) =>
    hostsWithSubsets(virtualService).map((host) => ({host, virtualService})),
  );
  const routersOf = groupBy(pairs, ({host}) => host);
  for (const ingress of virtualServices) {
    if ((ingress.spec.gateways ?? []).length === 0) continue;
    for (const {host = '', subset = ''} of httpDestinations(ingress)) {
      if (subset !== '') continue;
      for (const {virtualService} of routersOf.get(host) ?? []) {
        yield message('IST0140', ingress, [fullName(virtualService), fullName(ingress)]);
      }
    }
  }
}

/** Hosts of a service that it routes to subsets of the same host. */
function hostsWithSubsets(virtualService: VirtualService): string[] {
  const own = new Set(virtualService.spec.hosts);
  const hosts = httpDestinations(virtualService).flatMap(({host = '', subset = ''}) =>
    subset !== '' && own.has(host) ? [host] : [],
  );
  return [...new Set(hosts)];
}

function httpDestinations({spec}: VirtualService) {
  return (spec.http ?? []).flatMap(({route = []}) => route.flatMap(({destination}) => destination ?? []));
}
