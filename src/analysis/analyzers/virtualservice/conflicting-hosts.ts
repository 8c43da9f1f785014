// SPDX-License-Identifier: Apache-2.0

import {fullHost, hostsOverlap} from '../../index/hosts/hosts.js';
import {groupBy} from '../../model/group-by.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

interface Claim {
  virtualService: Resource<'VirtualService'>;
  /** Namespace that sees it, or `*` for all. */
  scope: string;
  host: string;
}

/** Hosts to which several VirtualServices for sidecars lay claim in the same namespace (spec §3.26). */
export function* conflictingMeshHosts(resources: Resources): Generator<Message> {
  const claims = resources.all('VirtualService').flatMap((virtualService) => claimsOf(virtualService, resources));
  const forAll = claims.filter(({scope}) => scope === '*');
  const reported = new Set<Resource>();
  const byKey = groupBy(claims, ({scope, host}) => `${scope}/${host}`);
  for (const [key, members] of [...byKey].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [first] = members;
    if (!first) continue;
    const others = first.scope === '*' ? [] : forAll.filter(({host}) => hostsOverlap(host, first.host));
    const rivals = [...members, ...others].map(({virtualService}) => virtualService);
    if (rivals.length < 2) continue;
    const names = rivals.map(fullName).sort().join(',');
    for (const rival of rivals) {
      if (reported.has(rival)) continue;
      reported.add(rival);
      yield message('IST0109', rival, [names, key], ['metadata', 'name']);
    }
  }
}

function claimsOf(virtualService: Resource<'VirtualService'>, {compat}: Resources): Claim[] {
  const {gateways = [], hosts = [], exportTo = []} = virtualService.spec;
  if (gateways.length > 0 && !gateways.includes('mesh')) return [];
  const {namespace} = virtualService;
  const scopes = exportTo.length === 0 || exportTo.includes('*') ? ['*'] : exportTo;
  return scopes.flatMap((scope) =>
    hosts.map((host) => ({
      virtualService,
      scope: scope === '.' ? namespace : scope,
      host: compat ? hostOfReference(namespace, host) : fullHost(namespace, host),
    })),
  );
}

/** The Go istioctl leaves a gap where the namespace is missing. */
function hostOfReference(namespace: string, host: string): string {
  const full = fullHost(namespace, host);
  return namespace === '' && full === host && !/[.*]/.test(host) ? `${host}..svc.cluster.local` : full;
}
