// SPDX-License-Identifier: Apache-2.0
import {type RouteConfig, tellingDomains} from '../../envoy/route.js';
import {alignColumns} from '../columns.js';

/** The table of route configurations, verbose with a row per route; with `named`, as part of a summary, names say what they are. */
export function routeTable(
  configs: readonly RouteConfig[],
  {verbose, named = false}: {verbose: boolean; named?: boolean},
): string {
  const header = verbose ? ['NAME', 'VHOST NAME', 'DOMAINS', 'MATCH', 'VIRTUAL SERVICE'] : ['NAME', 'VIRTUAL HOSTS'];
  const rows = configs.flatMap((config) => {
    const name = `${named ? 'route/' : ''}${config.name}`;
    if (!verbose) return [[name, String(config.virtualHosts)]];
    return config.rows.map(({virtualHost, domains, match, virtualService}) => [
      name,
      virtualHost,
      domainsText(domains),
      match,
      virtualService,
    ]);
  });
  return alignColumns([header, ...rows], 5);
}

const SHOWN = 2;

function domainsText(domains: readonly string[]): string {
  const telling = tellingDomains(domains);
  const more = telling.length - SHOWN;
  return telling.slice(0, SHOWN).join(', ') + (more > 0 ? ` + ${more} more...` : '');
}
