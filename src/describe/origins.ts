// SPDX-License-Identifier: Apache-2.0
import {type ConfigDump, findSection, mapMessages} from '../envoy/dump/config-dump.js';
import {type Message, messageField, messagesField, textField, textsField} from '../envoy/dump/message.js';
import {filterName, HTTP_CONNECTION_MANAGER} from '../envoy/filter.js';

export interface ServiceKey {
  name: string;
  namespace: string;
}

/** A resource of Istio that a part of the configuration was made from. */
export type Origin = {namespace: string; name: string};

/** The DestinationRule behind the clusters of a service's port; undefined where none is (spec/proxy.md §9.2). */
export function destinationRuleOf(dump: ConfigDump, service: ServiceKey, port: number): Origin | undefined {
  const section = findSection(dump, 'Clusters');
  if (!section) return undefined;
  const host = hostOf(service);
  const [first] = mapMessages(dump, section, ['dynamic_active_clusters'], (entry) => {
    const cluster = messageField(entry, 'cluster');
    const name = cluster ? textField(cluster, 'name') : '';
    const isMeant = name.includes(host) && name.includes('outbound') && name.includes(`|${port}|`);
    return cluster && isMeant && messageField(cluster, 'metadata') ? {origin: originOf(cluster)} : undefined;
  });
  return first?.origin?.kind === 'destination-rule' ? first.origin : undefined;
}

/** The VirtualService behind the first route to a service's port; undefined where none is. */
export function virtualServiceOf(dump: ConfigDump, service: ServiceKey, port: number): Origin | undefined {
  const section = findSection(dump, 'Routes');
  if (!section) return undefined;
  const [first] = mapMessages(dump, section, ['dynamic_route_configs'], (entry) => {
    const config = messageField(entry, 'route_config');
    if (!config) return undefined;
    const name = textField(config, 'name');
    if (name !== String(port) && !/^https?\./.test(name)) return undefined;
    for (const host of messagesField(config, 'virtual_hosts')) {
      const route = messagesField(host, 'routes').find((each) => leadsTo(each, host, service, port));
      if (route) return {origin: originOf(route)};
    }
    return undefined;
  });
  return first?.origin?.kind === 'virtual-service' ? first.origin : undefined;
}

/** Names of the authorization policies that the first such filter for inbound HTTP holds, sorted. */
export function inboundPolicies(dump: ConfigDump): string[] {
  const section = findSection(dump, 'Listeners');
  if (!section) return [];
  const [first = []] = mapMessages(dump, section, ['dynamic_listeners'], (entry) => {
    const listener = messageField(messageField(entry, 'active_state') ?? {}, 'listener');
    if (!listener || textField(listener, 'name') !== 'virtualInbound') return undefined;
    const rbac = messagesField(listener, 'filter_chains')
      .flatMap((chain) => messagesField(chain, 'filters'))
      .filter((filter) => filterName(filter) === HTTP_CONNECTION_MANAGER)
      .slice(0, 1)
      .flatMap((filter) => messagesField(messageField(filter, 'typed_config') ?? {}, 'http_filters'))
      .find((filter) => textField(filter, 'name') === 'envoy.filters.http.rbac');
    const rules = messageField(messageField(rbac ?? {}, 'typed_config') ?? {}, 'rules') ?? {};
    return Object.keys(messageField(rules, 'policies') ?? {});
  });
  return [...first].sort();
}

function hostOf({name, namespace}: ServiceKey): string {
  return `${name}.${namespace}.svc.cluster.local`;
}

function leadsTo(route: Message, host: Message, service: ServiceKey, port: number): boolean {
  const own = hostOf(service);
  if (textsField(host, 'domains').some((domain) => domain === own || domain.endsWith(`.${own}`))) return true;
  const action = messageField(route, 'route') ?? {};
  const [weighted = {}] = messagesField(messageField(action, 'weighted_clusters') ?? {}, 'clusters');
  const cluster = textField(action, 'cluster') || textField(weighted, 'name');
  const [direction, number, , name] = cluster.split('|');
  return direction === 'outbound' && number === String(port) && name === own;
}

const PATH = /\/namespaces\/([^/]+)\/([^/]+)\/([^/]+)$/;

/** What Istio's metadata of a cluster or route names: `/apis/…/namespaces/NS/virtual-service/NAME`. */
function originOf(message: Message): (Origin & {kind: string}) | undefined {
  const metadata = messageField(messageField(message, 'metadata') ?? {}, 'filter_metadata') ?? {};
  const [, namespace = '', kind = '', name] =
    PATH.exec(textField(messageField(metadata, 'istio') ?? {}, 'config')) ?? [];
  return name === undefined ? undefined : {namespace, name, kind};
}
