// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../errors.js';
import {type ConfigDump, mapMessages, sectionOf} from './dump/config-dump.js';
import {managedBy} from './dump/management.js';
import {enumField, type Message, messageField, textField} from './dump/message.js';

/** What of a cluster's name is looked at; undefined filters nothing. */
export interface ClusterFilter {
  fqdn?: string | undefined;
  direction?: string | undefined;
  subset?: string | undefined;
  port?: number | undefined;
}

/** The parts of a cluster's name; `host` is the whole name where it has none. */
export interface ClusterName {
  direction: string;
  port: number;
  subset: string;
  host: string;
  /** The name is one of Istio's, `direction|port|subset|host`. */
  parts: boolean;
}

export interface Cluster {
  name: string;
  parsed: ClusterName;
  type: string;
  /** DestinationRule, `name.namespace`. */
  destinationRule: string;
}

/** Cluster.DiscoveryType by number. */
export const TYPES = ['STATIC', 'STRICT_DNS', 'LOGICAL_DNS', 'EDS', 'ORIGINAL_DST'];

/** The clusters of a dump that pass the filter, in the order of the table. Throws an IstioctlError where the dump has none. */
export function clusterMessages(dump: ConfigDump, filter: ClusterFilter): Message[] {
  const named = passingClusters(dump, filter, (message, name) => ({message, parsed: parseClusterName(name)}));
  return named.sort((a, b) => compareClusterNames(a.parsed, b.parsed)).map(({message}) => message);
}

/** The same as rows. */
export function clustersOf(dump: ConfigDump, filter: ClusterFilter): Cluster[] {
  const clusters = passingClusters(dump, filter, readCluster);
  return clusters.sort((a, b) => compareClusterNames(a.parsed, b.parsed));
}

/** Active clusters before static ones. */
function passingClusters<T>(dump: ConfigDump, filter: ClusterFilter, read: (message: Message, name: string) => T): T[] {
  let any = false;
  const lists = ['dynamic_active_clusters', 'static_clusters'];
  const passing = mapMessages(dump, sectionOf(dump, 'Clusters'), lists, (entry) => {
    const cluster = messageField(entry, 'cluster');
    if (!cluster) return undefined;
    any = true;
    const name = textField(cluster, 'name');
    return clusterPasses(name, filter) ? read(cluster, name) : undefined;
  });
  if (!any) throw new IstioctlError('no clusters found');
  return passing;
}

/** A filter asks whether the name holds a text (spec/proxy.md §2.1). */
export function clusterPasses(name: string, {fqdn = '', direction = '', subset = '', port}: ClusterFilter): boolean {
  return (
    name.includes(fqdn) && name.includes(direction) && name.includes(subset) && (!port || name.includes(`|${port}|`))
  );
}

function readCluster(message: Message, name: string): Cluster {
  return {
    name,
    parsed: parseClusterName(name),
    type: enumField(message, 'type', TYPES) ?? 'STATIC',
    destinationRule: managedBy(messageField(message, 'metadata')),
  };
}

export function parseClusterName(name: string): ClusterName {
  const pieces = name.split('|');
  if (pieces.length < 4) return {direction: '', port: 0, subset: '', host: name, parts: false};
  const [direction = '', port = '', subset = '', host = ''] = pieces;
  // Such a name would be taken apart at "_." and have no parts.
  if (/^(out|in)bound_/.test(name)) return {direction: '', port: 0, subset: '', host: '', parts: true};
  return {
    direction,
    port: /^[+-]?\d+$/.test(port) ? Number(port) : 0,
    subset,
    host: pieces.length === 4 ? host : '',
    parts: true,
  };
}

export function compareClusterNames(a: ClusterName, b: ClusterName): number {
  return compare(a.host, b.host) || compare(a.subset, b.subset) || a.port - b.port || compare(a.direction, b.direction);
}

/** Texts by code unit, as names are ASCII. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
