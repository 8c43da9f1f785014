// SPDX-License-Identifier: Apache-2.0

import {readAddress} from '../../envoy/address.js';
import {nodeId} from '../../envoy/bootstrap.js';
import {type ConfigDump, findSection, located, mapMessages, messageAt} from '../../envoy/dump/config-dump.js';
import type {JsonText} from '../../envoy/dump/json-text.js';
import {booleanField, type Message, messageField, messagesField, textField} from '../../envoy/dump/message.js';
import {readClusterStatuses} from '../../envoy/endpoint.js';
import {proxyNode} from '../../envoy/trace/proxy.js';

/** The config dump of a proxy, and who it is of. */
export interface ProxyDump {
  dump: ConfigDump;
  /** `pod.namespace`. */
  name: string;
  namespace: string;
  /** `sidecar`, `router`, `waypoint`. */
  type: string;
  address: string;
}

/** Returns who a config dump is of. */
export function proxyDump(dump: ConfigDump): ProxyDump {
  const {name, namespace, type} = proxyNode(dump);
  const [, address = ''] = nodeId(dump).split('~');
  return {dump, name, namespace, type, address};
}

/** An endpoint as Envoy's own /clusters has it. */
export interface EndpointHealth {
  address: string;
  /** Ejected by outlier detection. */
  ejected: boolean;
  /** What istiod said of it. */
  health: string;
}

/**
 * The endpoints of clusters by the cluster's name, as Envoy's /clusters?format=json says.
 * @throws IstioctlError where the text is not JSON.
 */
export function endpointHealth(text: JsonText): Map<string, EndpointHealth[]> {
  const clusters = readClusterStatuses(text).spans.map((span) => messageAt(text, span));
  return new Map(
    clusters.map((cluster) => [
      textField(cluster, 'name'),
      located(text, 'cluster_statuses', () => messagesField(cluster, 'host_statuses').map(healthOf)),
    ]),
  );
}

function healthOf(host: Message): EndpointHealth {
  const {text: address, port} = readAddress(messageField(host, 'address'));
  const health = messageField(host, 'health_status') ?? {};
  return {
    address: `${address}:${port}`,
    ejected: booleanField(health, 'failed_outlier_check'),
    health: textField(health, 'eds_health_status'),
  };
}

/** A cluster of a dump by its name; undefined where the dump has none. */
export function clusterNamed(dump: ConfigDump, name: string): Message | undefined {
  const section = findSection(dump, 'Clusters');
  if (!section) return undefined;
  const [found] = mapMessages(dump, section, ['dynamic_active_clusters', 'static_clusters'], (entry) => {
    const cluster = messageField(entry, 'cluster');
    return cluster && textField(cluster, 'name') === name ? cluster : undefined;
  });
  return found;
}
