// SPDX-License-Identifier: Apache-2.0
import {type ConfigDump, mapMessages, type SectionName, sectionsOf} from './dump/config-dump.js';
import {type Message, messageField, messagesField, textField} from './dump/message.js';
import {listenerIn} from './listener.js';
import {policyRule} from './rbac-policy.js';
import {type Origin, originOf} from './trace/origin.js';

/** An object of the mesh's configuration that left its name in a dump, and where: how often by `route`, `cluster` and so on. */
export interface OriginUse {
  origin: Origin;
  uses: Map<string, number>;
}

/**
 * The objects that istiod names in what it made of them: in the metadata of filter chains, routes and clusters, in the
 * names of RBAC policies and of filters that come by ECDS. In the order in which they come up.
 */
export function originsIn(dump: ConfigDump): OriginUse[] {
  const found = new Map<string, OriginUse>();
  const rules = new Set<string>();
  const add: Add = (what, origin, id) => {
    if (!origin) return;
    const key = `${origin.kind}/${origin.namespace}/${origin.name}`;
    if (id !== undefined && rules.has(`${key}/${id}`)) return;
    if (id !== undefined) rules.add(`${key}/${id}`);
    const use = found.get(key) ?? {origin, uses: new Map<string, number>()};
    found.set(key, use);
    use.uses.set(what, (use.uses.get(what) ?? 0) + 1);
  };
  forEach(dump, 'Listeners', ['dynamic_listeners', 'static_listeners'], (entry) => {
    const listener = listenerIn(entry) ?? {};
    const last = messageField(listener, 'default_filter_chain');
    for (const chain of [...messagesField(listener, 'filter_chains'), ...(last ? [last] : [])]) addChain(chain, add);
  });
  forEach(dump, 'Routes', ['dynamic_route_configs', 'static_route_configs'], (entry) =>
    addRoutes(messageField(entry, 'route_config') ?? {}, add),
  );
  forEach(dump, 'Clusters', ['dynamic_active_clusters', 'static_clusters'], (entry) =>
    add('cluster', originOf(messageField(entry, 'cluster') ?? {})),
  );
  return [...found.values()];
}

/** What has an id counts once, however often it comes up: every filter chain has all policies. */
type Add = (what: string, origin: Origin | undefined, id?: string) => void;

function forEach(dump: ConfigDump, name: SectionName, lists: readonly string[], read: (entry: Message) => void): void {
  for (const section of sectionsOf(dump, name)) mapMessages(dump, section, lists, read);
}

function addChain(chain: Message, add: Add): void {
  add('filter chain', originOf(chain));
  for (const filter of messagesField(chain, 'filters')) {
    const config = messageField(filter, 'typed_config') ?? {};
    addPolicies(config, add);
    for (const each of messagesField(config, 'http_filters')) {
      addPolicies(messageField(each, 'typed_config') ?? {}, add);
      if (messageField(each, 'config_discovery')) add('filter', extensionOf(textField(each, 'name')), '');
    }
    const routes = messageField(config, 'route_config');
    if (routes) addRoutes(routes, add);
  }
}

function addPolicies(config: Message, add: Add): void {
  for (const field of ['rules', 'shadow_rules']) {
    for (const policy of Object.keys(messageField(messageField(config, field) ?? {}, 'policies') ?? {})) {
      const rule = policyRule(policy);
      if (rule) add('rule', {kind: 'AuthorizationPolicy', name: rule.name, namespace: rule.namespace}, rule.rule);
    }
  }
}

function addRoutes(config: Message, add: Add): void {
  for (const host of messagesField(config, 'virtual_hosts')) {
    for (const route of messagesField(host, 'routes')) add('route', originOf(route));
  }
}

/** How istiod names the filters that an extension puts in: `extensions.istio.io/trafficextension/NAMESPACE.NAME`. */
const EXTENSION = /\/(wasmplugin|trafficextension)\/([^./]+)\.(.+)$/;

function extensionOf(filter: string): Origin | undefined {
  const [, kind, namespace, name] = EXTENSION.exec(filter) ?? [];
  if (namespace === undefined || name === undefined) return undefined;
  return {kind: kind === 'wasmplugin' ? 'WasmPlugin' : 'TrafficExtension', name, namespace};
}
