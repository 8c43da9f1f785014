// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../errors.js';
import {type ConfigDump, mapMessages, sectionOf} from './dump/config-dump.js';
import {managedBy} from './dump/management.js';
import {type Message, messageField, messagesField, textField, textsField} from './dump/message.js';
import {pdqSort} from './pdq-sort.js';
import {routeMatchText} from './route-match.js';

export interface RouteRow {
  virtualHost: string;
  domains: string[];
  match: string;
  /** VirtualService, `name.namespace`; `404` where the host has no routes. */
  virtualService: string;
}

export interface RouteConfig {
  name: string;
  virtualHosts: number;
  /** A row per route, those to Istio's pass-through cluster left out. */
  rows: RouteRow[];
}

/** The route configurations of a dump, those of that name if one is given, in the order of the table. */
export function routeConfigMessages(dump: ConfigDump, name: string | undefined): Message[] {
  return inTableOrder(dump, name, (message) => message);
}

/** The same as rows. */
export function routeConfigs(dump: ConfigDump, name: string | undefined): RouteConfig[] {
  return inTableOrder(dump, name, (message, ownName) => ({
    name: ownName,
    virtualHosts: messagesField(message, 'virtual_hosts').length,
    rows: routeRows(message),
  }));
}

/** Dynamic before static ones, then sorted. Throws an IstioctlError where the dump has none. */
function inTableOrder<T>(dump: ConfigDump, name: string | undefined, read: (message: Message, name: string) => T): T[] {
  const lists = ['dynamic_route_configs', 'static_route_configs'];
  const all = mapMessages(dump, sectionOf(dump, 'Routes'), lists, (entry) => {
    const config = messageField(entry, 'route_config');
    if (!config) return undefined;
    const ownName = textField(config, 'name');
    return {name: ownName, value: read(config, ownName)};
  });
  if (all.length === 0) throw new IstioctlError('no routes found');
  pdqSort(all, (a, b) => isPort(a.name) && isPort(b.name) && Number(a.name) < Number(b.name));
  return all.filter((config) => !name || config.name === name).map(({value}) => value);
}

/** Only names that are numbers have an order. */
function isPort(name: string): boolean {
  return /^[+-]?\d+$/.test(name);
}

function routeRows(config: Message): RouteRow[] {
  return messagesField(config, 'virtual_hosts').flatMap((host) => {
    const virtualHost = textField(host, 'name');
    const domains = textsField(host, 'domains');
    const routes = messagesField(host, 'routes');
    if (routes.length === 0) return [{virtualHost, domains, match: '/*', virtualService: '404'}];
    return routes
      .filter((route) => !passesThrough(route))
      .map((route) => ({
        virtualHost,
        domains,
        match: routeMatchText(route),
        virtualService: managedBy(messageField(route, 'metadata')),
      }));
  });
}

function passesThrough(route: Message): boolean {
  const action = messageField(route, 'route');
  return action !== undefined && textField(action, 'cluster') === 'PassthroughCluster';
}

/** Domains that say nothing new left out: those with a port, and short forms of a name that is there (spec/proxy.md §2.3). */
export function tellingDomains(domains: readonly string[]): string[] {
  if (domains.length < 2) return [...domains];
  const bare = domains.filter(hasNoPort);
  const known = new Set(bare);
  return bare.filter(
    (domain) =>
      !['.svc.cluster.local', '.svc'].some((suffix) => {
        return domain.endsWith(suffix) && known.has(domain.slice(0, -suffix.length));
      }),
  );
}

function hasNoPort(domain: string): boolean {
  const colons = domain.split(':').length - 1;
  return colons === 0 || (colons > 2 && domain.endsWith(']'));
}
