// SPDX-License-Identifier: Apache-2.0
import {nodeMetadata} from './bootstrap.js';
import type {ConfigDump} from './dump/config-dump.js';
import {isMessage} from './dump/message.js';
import {proxyNode} from './trace/proxy.js';

/** The workload that a proxy belongs to, as its agent told it. */
export interface ProxyWorkload {
  /** `sidecar`, `router` for a gateway, `waypoint`; empty where it does not say. */
  type: string;
  namespace: string;
  labels: Record<string, string>;
}

/** What the node of the bootstrap says of the pod around a proxy. */
export function workloadOf(dump: ConfigDump): ProxyWorkload {
  const {type, namespace} = proxyNode(dump);
  const {LABELS: labels} = nodeMetadata(dump);
  const entries = isMessage(labels) ? Object.entries(labels) : [];
  return {
    type,
    namespace,
    labels: Object.fromEntries(entries.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : []))),
  };
}
