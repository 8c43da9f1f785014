// SPDX-License-Identifier: Apache-2.0
import {endOfValue, expectEnd, forEachElement, forEachEntry, type JsonText, type Span, startsMap} from './json-text.js';
import {jsonName} from './message.js';

/** How a resource that stands alone is told by its fields, and the list of a dump whose entries hold it in `content`. */
interface Shape {
  section: string;
  list: string;
  content: string;
  fields: readonly string[];
}

const RESOURCES: readonly Shape[] = [
  {
    section: 'Listeners',
    list: 'static_listeners',
    content: 'listener',
    fields: ['filter_chains', 'default_filter_chain', 'listener_filters', 'api_listener', 'internal_listener'],
  },
  {
    section: 'Clusters',
    list: 'static_clusters',
    content: 'cluster',
    fields: ['eds_cluster_config', 'connect_timeout', 'lb_policy', 'load_assignment', 'cluster_type', 'type'],
  },
  {section: 'Routes', list: 'static_route_configs', content: 'route_config', fields: ['virtual_hosts', 'vhds']},
  {section: 'Endpoints', list: 'static_endpoint_configs', content: 'endpoint_config', fields: ['cluster_name']},
];

/** Fields that only one section has. */
const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  Bootstrap: ['bootstrap'],
  Secrets: ['static_secrets', 'dynamic_active_secrets', 'dynamic_warming_secrets'],
  Ecds: ['ecds_filters'],
  Listeners: ['static_listeners', 'dynamic_listeners'],
  Clusters: ['static_clusters', 'dynamic_active_clusters', 'dynamic_warming_clusters'],
  Routes: ['static_route_configs', 'dynamic_route_configs'],
  Endpoints: ['static_endpoint_configs', 'dynamic_endpoint_configs'],
};

/**
 * The config dump that a list is part of: resources as `proxy-config … -o json` prints them, or sections cut out of a dump.
 * Undefined for any other list.
 */
export function dumpOfList(text: JsonText, start: number): JsonText | undefined {
  const elements: (Span & {keys: readonly string[]})[] = [];
  const end = forEachElement(text, start, (at) => {
    const keys = startsMap(text, at) ? keysOf(text, at) : [];
    const element = {start: at, end: endOfValue(text, at), keys};
    elements.push(element);
    return element.end;
  });
  expectEnd(text, end);
  if (elements.some(({keys}) => keys.includes('@type') && sectionOf(keys) !== undefined)) {
    return joined(text, ['{"configs":', {start, end}, '}']);
  }
  const keys = elements.flatMap((element) => element.keys);
  const shape = RESOURCES.find(({fields}) => hasAny(keys, fields));
  if (!shape) return undefined;
  const entries = elements.flatMap((element, i) => [`${i === 0 ? '' : ','}{"${shape.content}":`, element, '}']);
  return joined(text, [`{"configs":[{"@type":"${typeUrl(shape.section)}","${shape.list}":[`, ...entries, ']}]}']);
}

/** The config dump that one section is, whether it names its type or was printed without; undefined for any other object. */
export function dumpOfSection(text: JsonText, span: Span, keys: readonly string[]): JsonText | undefined {
  const section = sectionOf(keys);
  if (section === undefined) return undefined;
  if (keys.includes('@type')) return joined(text, ['{"configs":[', span, ']}']);
  return joined(text, [`{"configs":[{"@type":"${typeUrl(section)}",`, {...span, start: span.start + 1}, ']}']);
}

function keysOf(text: JsonText, start: number): string[] {
  const keys: string[] = [];
  forEachEntry(text, start, (key, at) => {
    keys.push(key);
    return endOfValue(text, at);
  });
  return keys;
}

function sectionOf(keys: readonly string[]): string | undefined {
  return Object.keys(SECTIONS).find((name) => hasAny(keys, SECTIONS[name] ?? []));
}

function hasAny(keys: readonly string[], fields: readonly string[]): boolean {
  return fields.some((name) => keys.includes(name) || keys.includes(jsonName(name)));
}

function typeUrl(section: string): string {
  return `type.googleapis.com/envoy.admin.v3.${section}ConfigDump`;
}

function joined(text: JsonText, parts: readonly (string | Span)[]): JsonText {
  const bytes = parts.map((part) =>
    typeof part === 'string' ? Buffer.from(part) : text.bytes.subarray(part.start, part.end),
  );
  return {...text, bytes: Buffer.concat(bytes)};
}
