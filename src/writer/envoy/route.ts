// SPDX-License-Identifier: Apache-2.0
import {type Message, messagesField, textField} from '../../envoy/message.js';
import {routeRows, tellingDomains} from '../../envoy/route.js';
import {alignColumns} from '../columns.js';

/** The table of route configurations, verbose with a row per route; with `named`, as part of a summary, names say what they are. */
export function routeTable(
  configs: readonly Message[],
  {verbose, named = false}: {verbose: boolean; named?: boolean},
): string {
  const header = verbose ? ['NAME', 'VHOST NAME', 'DOMAINS', 'MATCH', 'VIRTUAL SERVICE'] : ['NAME', 'VIRTUAL HOSTS'];
  const rows = configs.flatMap((config) => {
    const name = `${named ? 'route/' : ''}${textField(config, 'name')}`;
    if (!verbose) return [[name, String(messagesField(config, 'virtual_hosts').length)]];
    return routeRows(config).map(({virtualHost, domains, match, virtualService}) => [
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
