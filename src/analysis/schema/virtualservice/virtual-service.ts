// SPDX-License-Identifier: Apache-2.0

import {hostsOverlap} from '../../index/hosts/hosts.js';
import {isJwtClaim} from '../../index/jwt-claim.js';
import type {Specs} from '../../model/resource.js';
import {domainOrIpProblem} from '../checks/domain.js';
import {exportTo} from '../checks/export-to.js';
import {gatewayNames} from '../checks/gateway-names.js';
import {type Config, error, type Problems} from '../problem.js';
import {coveredRules} from './covered-rules.js';
import {httpRoute} from './http-route.js';
import {sniDomainProblem} from './sni-domain.js';
import {tcpRoute, tlsRoute} from './stream-route.js';
import {unreachableRules} from './unreachable.js';

type Spec = Specs['VirtualService'];

const MESH = 'mesh';

/** The rules of spec §4.1. */
export function* virtualService({spec, namespace, compat}: Config<'VirtualService'>): Problems {
  const gateways = spec.gateways ?? [];
  const forGateways = gateways.length > 0 && !gateways.includes(MESH);
  const delegate = (spec.hosts ?? []).length === 0;
  if (delegate) yield* delegateProblems(spec);
  if (gateways.length > 0) yield* gatewayNames(gateways);
  if (!forGateways) yield* claimsOutsideGateways(spec);
  yield* hosts(spec, forGateways);
  const {http = [], tls = [], tcp = []} = spec;
  if (http.length === 0 && tls.length === 0 && tcp.length === 0) {
    yield error('http, tcp or tls must be provided in virtual service');
  }
  for (const route of http) yield* httpRoute(route, delegate);
  for (const route of tls) yield* tlsRoute(route, {hosts: spec.hosts ?? [], forGateways});
  for (const route of tcp) yield* tcpRoute(route);
  yield* exportTo(spec.exportTo, {namespace});
  yield* compat ? unreachableRules(http) : coveredRules(http);
  yield* unreachableRules(tls);
  yield* unreachableRules(tcp);
}

function* delegateProblems({gateways = [], tls = [], tcp = []}: Spec): Problems {
  const must = 'delegate virtual service must have no';
  if (gateways.length > 0) yield error(`${must} gateways specified`);
  if (tls.length > 0) yield error(`${must} tls route specified`);
  if (tcp.length > 0) yield error(`${must} tcp route specified`);
}

function* claimsOutsideGateways({http = [], gateways = []}: Spec): Problems {
  for (const {match = []} of http) {
    for (const {headers = {}, withoutHeaders = {}} of match) {
      for (const key of [...Object.keys(headers), ...Object.keys(withoutHeaders)]) {
        if (!isJwtClaim(key)) continue;
        const found = `found no gateways: [${gateways.join(' ')}]`;
        yield error(`JWT claim based routing (key: ${key}) is only supported for gateway, ${found}`);
      }
    }
  }
}

function* hosts({hosts = [], tls = []}: Spec, forGateways: boolean): Problems {
  const sniDomains = forGateways && tls.some(({match = []}) => match.some(({sniHosts = []}) => sniHosts.length > 0));
  let fine = true;
  for (const host of hosts) {
    for (const problem of hostProblems(host, {sniDomains, forGateways})) {
      fine = false;
      yield error(problem);
    }
  }
  if (!fine) return;
  for (const [i, host] of hosts.entries()) {
    for (const other of hosts.slice(i + 1)) {
      if (hostsOverlap(host, other)) yield error(`duplicate hosts in virtual service: ${host} & ${other}`);
    }
  }
}

function hostProblems(host: string, {sniDomains, forGateways}: {sniDomains: boolean; forGateways: boolean}): string[] {
  const cluster = sniDomains && host.startsWith('outbound_');
  const problem = cluster ? sniDomainProblem(host) : domainOrIpProblem(host);
  if (problem !== undefined) return [problem];
  if (host === '*' && !forGateways)
    return ['wildcard host * is not allowed for virtual services bound to the mesh gateway'];
  return [];
}
