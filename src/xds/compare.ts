// SPDX-License-Identifier: Apache-2.0
import {type ConfigDump, findSection, mapMessages} from '../envoy/dump/config-dump.js';
import {type Message, messageField, messagesField, textField, typeOf} from '../envoy/dump/message.js';
import type {Descriptors} from '../envoy/proto/descriptors.js';
import type {ProtoNode, ProtoObject} from '../envoy/proto/node.js';
import {normalise} from '../envoy/proto/normalise.js';
import {compareBytes} from '../envoy/proto/well-known.js';

/** What is compared of a proxy's configuration: what istiod sends, not what the proxy was started with. */
export type ComparedKind = 'Clusters' | 'Listeners' | 'Routes';

/** One side of a comparison: named items in order, or undefined where the dump lacks the section. */
export type ComparedSide = readonly ComparedItem[] | undefined;

export interface ComparedItem {
  name: string;
  /** As a message of the section; made each time it is read, since those of a large mesh take much memory at once. */
  readonly node: ProtoNode;
}

interface Section {
  /** The list of the section that istiod fills. */
  list: 'dynamic_active_clusters' | 'dynamic_listeners' | 'dynamic_route_configs';
  /** Type of the list's messages. */
  type: string;
  /** What is left of one of them; undefined leaves it out. */
  clean(message: Message): {name: string; message: Message} | undefined;
}

const ADMIN = 'envoy.admin.v3.';
const CONFIG = 'type.googleapis.com/envoy.config.';

/** What istiod cannot know, or what changes without a change of configuration, is left out (spec/proxy.md §4.2). */
const SECTIONS: Record<ComparedKind, Section> = {
  Clusters: {
    list: 'dynamic_active_clusters',
    type: `${ADMIN}ClustersConfigDump.DynamicCluster`,
    clean: (message) => cleaned(message, 'cluster', `${CONFIG}cluster.v3.Cluster`, (cluster) => cluster),
  },
  Listeners: {
    list: 'dynamic_listeners',
    type: `${ADMIN}ListenersConfigDump.DynamicListener`,
    clean(message) {
      const active = messageField(message, 'active_state');
      const state = active && cleaned(active, 'listener', `${CONFIG}listener.v3.Listener`, (listener) => listener);
      if (state === undefined) return undefined;
      const rest = without(message, ['name', 'active_state', 'activeState', 'draining_state', 'drainingState']);
      return {name: state.name, message: {...rest, activeState: state.message}};
    },
  },
  Routes: {
    list: 'dynamic_route_configs',
    type: `${ADMIN}RoutesConfigDump.DynamicRouteConfig`,
    clean: (message) =>
      cleaned(message, 'route_config', `${CONFIG}route.v3.RouteConfiguration`, (config) => ({
        ...without(config, ['virtual_hosts', 'virtualHosts']),
        virtualHosts: messagesField(config, 'virtual_hosts').sort((a, b) =>
          compareBytes(textField(a, 'name'), textField(b, 'name')),
        ),
      })),
  },
};

export const COMPARED_KINDS: readonly ComparedKind[] = ['Clusters', 'Listeners', 'Routes'];

/** Without the version and time of its last change, and with the type URL of Envoy's present API. */
function cleaned(
  message: Message,
  field: string,
  typeUrl: string,
  change: (content: Message) => Message,
): {name: string; message: Message} | undefined {
  const content = messageField(message, field);
  if (content === undefined) return undefined;
  const json = field.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const rest = without(message, ['version_info', 'versionInfo', 'last_updated', 'lastUpdated', field, json]);
  return {name: textField(content, 'name'), message: {...rest, [json]: {...change(content), '@type': typeUrl}}};
}

function without(message: Message, names: readonly string[]): Message {
  return Object.fromEntries(Object.entries(message).filter(([name]) => !names.includes(name)));
}

/** The items of Envoy's own dump. */
export function envoySide(descriptors: Descriptors, dump: ConfigDump, kind: ComparedKind): ComparedSide {
  const {list, type, clean} = SECTIONS[kind];
  const section = findSection(dump, kind);
  if (section === undefined) return undefined;
  return sorted(mapMessages(dump, section, [list], (message) => itemOf(descriptors, type, clean(message))));
}

/** The items of the sections that istiod answered. */
export function istiodSide(descriptors: Descriptors, sections: readonly Message[], kind: ComparedKind): ComparedSide {
  const {list, type, clean} = SECTIONS[kind];
  const section = sections.findLast((section) => typeOf(section) === sectionType(kind));
  if (section === undefined) return undefined;
  const items = messagesField(section, list).map((message) => itemOf(descriptors, type, clean(message)));
  return sorted(items.filter((item) => item !== undefined));
}

/** The type of the section that holds them. */
export function sectionType(kind: ComparedKind): string {
  return `${ADMIN}${kind}ConfigDump`;
}

function itemOf(
  descriptors: Descriptors,
  type: string,
  item: {name: string; message: Message} | undefined,
): ComparedItem | undefined {
  if (item === undefined) return undefined;
  const {name, message} = item;
  const known = {...descriptors, keepUnknown: true};
  return {
    name,
    get node() {
      return normalise(known, type, message);
    },
  };
}

function sorted(items: ComparedItem[]): ComparedItem[] {
  return items.sort((a, b) => compareBytes(a.name, b.name));
}

/** The section that holds nothing but the items, around which a printer puts them. */
export function sectionAround(kind: ComparedKind, items: readonly ProtoNode[]): ProtoObject {
  const list = SECTIONS[kind].list.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return {kind: 'message', entries: items.length === 0 ? [] : [[list, {kind: 'list', items}]]};
}

/** When Envoy last got a route configuration; undefined when it has none or does not say. */
export function routesUpdated(dump: ConfigDump): Date | undefined {
  const section = findSection(dump, 'Routes');
  if (section === undefined) return undefined;
  const times = mapMessages(dump, section, ['dynamic_route_configs'], (message) => {
    const time = Date.parse(textField(message, 'last_updated'));
    return Number.isNaN(time) ? undefined : time;
  });
  return times.length === 0 ? undefined : new Date(times.reduce((a, b) => Math.max(a, b)));
}
