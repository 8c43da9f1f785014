// SPDX-License-Identifier: Apache-2.0

import {fullHost} from '../../index/hosts/hosts.js';
import {Coverings} from '../../index/http-conditions.js';
import {groupBy} from '../../model/group-by.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {gatewayNamed} from './gateway-name.js';
import {matchesOf, type RouteMatch} from './route-cover.js';

type VirtualService = Resource<'VirtualService'>;

interface Claim {
  virtualService: VirtualService;
  gateway: string;
  /** As it is written. */
  host: string;
  fullHost: string;
  /** Its index among the hosts. */
  index: number;
}

/**
 * VirtualServices for the same host of the same Gateway of which one takes the requests of another. A gateway tries the
 * routes of the older first (istio.io, "Split large virtual services"), so those that do not meet may well stand apart.
 * Routes that take every request come after all others, of whichever VirtualService: only two such are in conflict.
 */
export function* gatewayHosts(resources: Resources): Generator<Message> {
  const claims = resources.all('VirtualService').flatMap(claimsOf);
  for (const group of groupBy(claims, ({gateway, fullHost: host}) => `${gateway} ${host}`).values()) {
    if (group.length < 2) continue;
    const order = group.toSorted((a, b) => (isBefore(a.virtualService, b.virtualService) ? -1 : 1));
    const dated = group.every(({virtualService}) => virtualService.created !== undefined);
    const said = new Set<string>();
    yield* shadowed(order, said, dated);
    // Which is the older is not known before they are created.
    if (!dated) yield* shadowed(order.toReversed(), said, dated);
  }
}

function claimsOf(virtualService: VirtualService): Claim[] {
  const {gateways = [], hosts = [], exportTo = [], http = []} = virtualService.spec;
  // What is not exported to all may not be seen by the gateway.
  if (http.length === 0 || (exportTo.length > 0 && !exportTo.includes('*'))) return [];
  const names = gateways.filter((name) => name !== 'mesh').map((name) => fullName(gatewayNamed(name, virtualService)));
  return [...new Set(names)].flatMap((gateway) =>
    hosts.map((host, index) => ({
      virtualService,
      gateway,
      host,
      fullHost: fullHost(virtualService.namespace, host),
      index,
    })),
  );
}

/** Istio's order: by age and, of the same second, by name and namespace. */
function isBefore(a: VirtualService, b: VirtualService): boolean {
  if (a.created !== undefined && b.created !== undefined && a.created !== b.created) return a.created < b.created;
  return `${a.name}.${a.namespace}` < `${b.name}.${b.namespace}`;
}

/** Of each pair, in the order of precedence, the first route that comes to nothing. */
function* shadowed(claims: readonly Claim[], said: Set<string>, dated: boolean): Generator<Message> {
  const coverings = {first: new Coverings<RouteMatch>(), last: new Coverings<RouteMatch>()};
  for (const claim of claims) {
    const matches = matchesOf(claim.virtualService, claim.gateway);
    for (const match of matches) {
      // Where the routes of a delegate end up is theirs to say.
      const over = coverings[match.catchAll && !match.delegates ? 'last' : 'first'].find(match.conditions);
      const pair = [fullName(claim.virtualService), over ? fullName(over.virtualService) : ''].toSorted().join(' ');
      if (!over || said.has(pair)) continue;
      said.add(pair);
      yield conflict(claim, match, over, dated);
    }
    for (const match of matches) {
      if (!match.delegates) coverings[match.catchAll ? 'last' : 'first'].add(match.conditions, match);
    }
  }
}

function conflict({virtualService, gateway, host, index}: Claim, lost: RouteMatch, by: RouteMatch, dated: boolean) {
  const [loser, winner] = [fullName(virtualService), fullName(by.virtualService)];
  const precedence = dated
    ? `"${winner}" is the older and wins`
    : `the one that was created first wins, by name "${first(virtualService, by.virtualService)}" if at once`;
  const effect = `${dated ? '' : `if that is "${winner}", `}its route ${by.route} takes all that route ${lost.route} of "${loser}" asks for`;
  return message(
    'ISTX301',
    virtualService,
    [winner, loser, host, gateway, precedence, effect],
    [...['spec', 'hosts'], index],
  );
}

function first(a: VirtualService, b: VirtualService): string {
  return fullName(isBefore(a, b) ? a : b);
}
