// SPDX-License-Identifier: Apache-2.0
import {readAddress} from '../address.js';
import {type ConfigDump, findSection, located, mapMessages} from '../dump/config-dump.js';
import {
  enumField,
  field,
  integerField,
  isMessage,
  type Message,
  messageField,
  messagesField,
  textField,
} from '../dump/message.js';
import {HEALTH} from '../endpoint.js';
import {durationText, secondsField} from './duration.js';
import {type Origin, originOf} from './origin.js';
import {peerOf} from './upstream-tls.js';

/** A cluster as far as it matters to one that is sent there. */
export interface Destination {
  cluster: string;
  /** False where the dump has no such cluster. */
  known: boolean;
  type: string;
  origin?: Origin;
  connectTimeout?: string;
  /** Undefined where the dump does not say: it holds no EDS, or Envoy asks DNS or goes where the client wanted to. */
  endpoints?: TracedEndpoint[];
  /** Why there are no endpoints to show. */
  without?: string;
  /** The part of endpoints that must be healthy for health to count, 0 to 1; below it Envoy sends to all. */
  panicThreshold: number;
}

export interface TracedEndpoint {
  address: string;
  health: string;
  /** Whether it is taken for a request while any healthy one is there. */
  usable: boolean;
  locality: string;
  priority: number;
  weight: number;
  /** How the connection is protected. */
  tls: string;
}

const TYPES = ['STATIC', 'STRICT_DNS', 'LOGICAL_DNS', 'EDS', 'ORIGINAL_DST'];

/** What the dump says of clusters, by name; in one pass over it. */
export function readDestinations(dump: ConfigDump, names: ReadonlySet<string>): Map<string, Destination> {
  const clusters = clustersNamed(dump, names);
  const services = new Map(
    [...clusters].map(([name, cluster]) => [name, located(dump.text, `cluster ${name}`, () => edsName(cluster))]),
  );
  const assignments = assignmentsNamed(dump, new Set(services.values()));
  return new Map(
    [...names].map((name) => {
      const cluster = clusters.get(name);
      if (!cluster) return [name, {cluster: name, known: false, type: '', panicThreshold: 0}];
      const assigned = assignments?.get(services.get(name) ?? '');
      return [
        name,
        located(dump.text, `cluster ${name}`, () => describe(name, cluster, assigned, assignments !== undefined)),
      ];
    }),
  );
}

function clustersNamed(dump: ConfigDump, names: ReadonlySet<string>): Map<string, Message> {
  const section = findSection(dump, 'Clusters');
  const lists = ['dynamic_active_clusters', 'static_clusters'];
  const found = section
    ? mapMessages(dump, section, lists, (entry) => named(messageField(entry, 'cluster'), 'name', names))
    : [];
  return new Map(found);
}

/** Undefined where the dump was taken without endpoints. */
function assignmentsNamed(dump: ConfigDump, names: ReadonlySet<string>): Map<string, Message> | undefined {
  const section = findSection(dump, 'Endpoints');
  if (!section) return undefined;
  const lists = ['dynamic_endpoint_configs', 'static_endpoint_configs'];
  return new Map(
    mapMessages(dump, section, lists, (entry) => named(messageField(entry, 'endpoint_config'), 'cluster_name', names)),
  );
}

function named(message: Message | undefined, key: string, names: ReadonlySet<string>): [string, Message] | undefined {
  if (!message) return undefined;
  const name = textField(message, key);
  return names.has(name) ? [name, message] : undefined;
}

function edsName(cluster: Message): string {
  const eds = messageField(cluster, 'eds_cluster_config');
  return (eds && textField(eds, 'service_name')) || textField(cluster, 'name');
}

function describe(name: string, cluster: Message, assigned: Message | undefined, hasEndpoints: boolean): Destination {
  const type = enumField(cluster, 'type', TYPES) ?? 'STATIC';
  const origin = originOf(cluster);
  const timeout = secondsField(cluster, 'connect_timeout');
  const assignment = assigned ?? messageField(cluster, 'load_assignment');
  return {
    cluster: name,
    known: true,
    type,
    ...(origin && {origin}),
    ...(timeout && {connectTimeout: durationText(timeout)}),
    ...(type === 'ORIGINAL_DST'
      ? {without: 'goes to the address that the client wanted'}
      : endpointsOf(cluster, type, assignment, hasEndpoints)),
    panicThreshold: panicThreshold(cluster),
  };
}

function endpointsOf(
  cluster: Message,
  type: string,
  assignment: Message | undefined,
  hasEndpoints: boolean,
): Pick<Destination, 'endpoints' | 'without'> {
  if (assignment)
    return {endpoints: messagesField(assignment, 'endpoints').flatMap((locality) => inLocality(cluster, locality))};
  if (type === 'EDS' && !hasEndpoints)
    return {without: 'the dump was taken without endpoints; take it from /config_dump?include_eds'};
  return {endpoints: []};
}

/** 50 % where nothing is said (api-v3/config/cluster/v3/cluster.proto, CommonLbConfig.healthy_panic_threshold). */
function panicThreshold(cluster: Message): number {
  const common = messageField(cluster, 'common_lb_config');
  const threshold = common && messageField(common, 'healthy_panic_threshold');
  if (!threshold) return 0.5;
  const value = field(threshold, 'value') ?? 0;
  return typeof value === 'number' ? value / 100 : 0.5;
}

function inLocality(cluster: Message, locality: Message): TracedEndpoint[] {
  const place = messageField(locality, 'locality') ?? {};
  const names = ['region', 'zone', 'sub_zone'].map((name) => textField(place, name));
  return messagesField(locality, 'lb_endpoints').map((lbEndpoint) => {
    const endpoint = messageField(lbEndpoint, 'endpoint') ?? {};
    const {kind, text, port} = readAddress(messageField(endpoint, 'address'));
    const health = enumField(lbEndpoint, 'health_status', HEALTH) ?? 'UNKNOWN';
    return {
      address: kind === 'socket' ? `${text.includes(':') ? `[${text}]` : text}:${port}` : text,
      health,
      usable: ['UNKNOWN', 'HEALTHY', 'DEGRADED'].includes(health),
      locality: names.slice(0, names.indexOf('') < 0 ? 3 : names.indexOf('')).join('/'),
      priority: integerField(locality, 'priority') ?? 0,
      weight: integerField(lbEndpoint, 'load_balancing_weight') ?? 1,
      tls: peerOf(cluster, matchLabels(lbEndpoint)),
    };
  });
}

function matchLabels(lbEndpoint: Message): Message {
  const metadata = messageField(lbEndpoint, 'metadata');
  const labels = metadata && messageField(metadata, 'filter_metadata')?.['envoy.transport_socket_match'];
  return isMessage(labels) ? labels : {};
}
