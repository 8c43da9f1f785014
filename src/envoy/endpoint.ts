// SPDX-License-Identifier: Apache-2.0
import {readAddress} from './address.js';
import {passesAddress} from './address-filter.js';
import {compare} from './cluster.js';
import {located} from './dump/config-dump.js';
import {
  brokenJson,
  endOfValue,
  expectEnd,
  forEachElement,
  forEachEntry,
  type JsonText,
  parseSpan,
  type Span,
  startOf,
  startsList,
  startsMap,
} from './dump/json-text.js';
import {
  booleanField,
  enumField,
  isMessage,
  type Message,
  messageField,
  messagesField,
  textField,
  wrongType,
} from './dump/message.js';

/** Undefined and empty values filter nothing. */
export interface EndpointFilter {
  address?: string | undefined;
  port?: number | undefined;
  cluster?: string | undefined;
  status?: string | undefined;
}

export interface HealthOptions {
  /** As the Go istioctl does, take an endpoint for as healthy as EDS says, whatever Envoy's own checks found. */
  compat?: boolean;
}

export interface Endpoint {
  address: string;
  port: number;
  cluster: string;
  /** What Envoy's active checks found, else what EDS says. */
  status: string;
  failedOutlierCheck: boolean;
}

/** envoy.config.core.v3.HealthStatus by number. */
export const HEALTH = ['UNKNOWN', 'HEALTHY', 'UNHEALTHY', 'DRAINING', 'TIMEOUT', 'DEGRADED'];

/** What Envoy answers to /clusters?format=json. */
export interface ClusterStatuses {
  readonly text: JsonText;
  readonly spans: readonly Span[];
  /** Keys at the top, which tell what else a file may be. */
  readonly keys: readonly string[];
}

/** Finds the clusters in Envoy's answer to /clusters?format=json. Throws an IstioctlError where the text is not JSON or breaks off. */
export function readClusterStatuses(text: JsonText): ClusterStatuses {
  const spans: Span[] = [];
  const keys: string[] = [];
  const start = startOf(text);
  const readList = (at: number) =>
    forEachElement(text, at, (element) => {
      const elementEnd = endOfValue(text, element);
      spans.push({start: element, end: elementEnd});
      return elementEnd;
    });
  // What -o json printed of it is the bare list.
  if (startsList(text, start)) {
    expectEnd(text, readList(start));
    if (spans.length > 0 && spans.every((span) => startsMap(text, span.start))) return {text, spans, keys};
    throw brokenJson(text, start, 'an object with "cluster_statuses" was expected');
  }
  if (!startsMap(text, start)) {
    const end = endOfValue(text, start);
    if (parseSpan(text, {start, end}) !== null)
      throw brokenJson(text, start, 'an object with "cluster_statuses" was expected');
    return {text, spans, keys};
  }
  const end = forEachEntry(text, start, (key, at) => {
    keys.push(key);
    const wanted = key === 'cluster_statuses' || key === 'clusterStatuses';
    return wanted && startsList(text, at) ? readList(at) : endOfValue(text, at);
  });
  expectEnd(text, end);
  return {text, spans, keys};
}

/** The clusters with at least one endpoint that passes the filter, whole, in the order of the file. */
export function clusterStatusMessages(
  statuses: ClusterStatuses,
  filter: EndpointFilter,
  options: HealthOptions = {},
): Message[] {
  return mapStatuses(statuses, (message) =>
    endpointsOfCluster(message, options).some((endpoint) => passes(endpoint, filter)) ? [message] : [],
  );
}

/** The endpoints that pass the filter, by address, port and cluster. */
export function endpointsOf(
  statuses: ClusterStatuses,
  filter: EndpointFilter,
  options: HealthOptions = {},
): Endpoint[] {
  const endpoints = mapStatuses(statuses, (message) =>
    endpointsOfCluster(message, options).filter((endpoint) => passes(endpoint, filter)),
  );
  return endpoints.sort(compareEndpoints);
}

type Place = Pick<Endpoint, 'address' | 'port' | 'cluster'>;

/** The order of tables: address, port, cluster. */
export function compareEndpoints(a: Place, b: Place): number {
  return compare(a.address, b.address) || a.port - b.port || compare(a.cluster, b.cluster);
}

function mapStatuses<T>({text, spans}: ClusterStatuses, read: (message: Message) => T[]): T[] {
  return spans.flatMap((span, i) =>
    located(text, `cluster_statuses[${i}]`, () => {
      const message = parseSpan(text, span);
      if (!isMessage(message)) throw wrongType('message', 'cluster_statuses', message);
      return read(message);
    }),
  );
}

function endpointsOfCluster(message: Message, {compat = false}: HealthOptions): Endpoint[] {
  const cluster = textField(message, 'name');
  return messagesField(message, 'host_statuses').map((host) => {
    const {kind, text, port} = readAddress(messageField(host, 'address'));
    const health = messageField(host, 'health_status') ?? {};
    return {
      address: kind === 'pipe' ? `unix://${text}` : text,
      port,
      cluster,
      status: compat ? assignedStatus(health) : checkedStatus(health),
      failedOutlierCheck: booleanField(health, 'failed_outlier_check'),
    };
  });
}

function assignedStatus(health: Message): string {
  return enumField(health, 'eds_health_status', HEALTH) ?? 'UNKNOWN';
}

/** The same with what Envoy's active health checks found since (envoy.admin.v3.HostHealthStatus), where that is worse. */
function checkedStatus(health: Message): string {
  if (booleanField(health, 'active_hc_timeout')) return 'TIMEOUT';
  if (booleanField(health, 'failed_active_health_check')) return 'UNHEALTHY';
  const assigned = assignedStatus(health);
  const isFine = assigned === 'HEALTHY' || assigned === 'UNKNOWN';
  return isFine && booleanField(health, 'failed_active_degraded_check') ? 'DEGRADED' : assigned;
}

function passes(endpoint: Endpoint, {address, port, cluster, status}: EndpointFilter): boolean {
  return (
    passesAddress(address, endpoint.address, endpoint.port) &&
    (!port || endpoint.port === port) &&
    sameText(cluster, endpoint.cluster) &&
    sameText(status, endpoint.status)
  );
}

/** Whether a filter lets a text pass, case aside. */
export function sameText(filter: string | undefined, text: string): boolean {
  return !filter || filter.toLowerCase() === text.toLowerCase();
}
