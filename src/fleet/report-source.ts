// SPDX-License-Identifier: Apache-2.0
import {nodeId} from '../envoy/bootstrap.js';
import {readConfigDump} from '../envoy/dump/config-dump.js';
import type {JsonText} from '../envoy/dump/json-text.js';
import {IstioctlError} from '../errors.js';
import type {Proxy, ProxyRole} from './proxy.js';
import {snapshotSource} from './snapshot-source.js';
import type {ProxySource} from './source.js';

/** What a bug report has of a proxy. */
export interface SavedDump {
  namespace: string;
  name: string;
  dump: JsonText;
}

/** What the agent calls a proxy in its node's id, and what it does. */
const ROLES: ReadonlyMap<string, ProxyRole> = new Map([
  ['router', 'gateway'],
  ['waypoint', 'waypoint'],
]);

/** The proxies of a bug report. Labels are not in it; the health that Envoy finds is, as text that is for people only. */
export function reportSource(saved: readonly SavedDump[]): ProxySource {
  const dumps = new Map(saved.map(({namespace, name, dump}) => [`${namespace}/${name}`, dump]));
  const proxies = saved.map(({namespace, name, dump}): Proxy => ({namespace, name, labels: {}, ...traitsOf(dump)}));
  const {find} = snapshotSource({proxies, read: ({namespace, name}) => found(dumps, `${namespace}/${name}`)});
  return {
    find,
    ask: async ({namespace, name}, {part}) => (part === 'config_dump' ? dumps.get(`${namespace}/${name}`) : undefined),
  };
}

function traitsOf(dump: JsonText): Pick<Proxy, 'role' | 'problem'> {
  try {
    const config = readConfigDump(dump);
    if (config.keys.includes('workloads')) return {role: 'ztunnel'};
    return {role: ROLES.get(nodeId(config).split('~')[0] ?? '') ?? 'sidecar'};
  } catch (error) {
    if (error instanceof IstioctlError) return {role: 'sidecar', problem: error.message};
    throw error;
  }
}

function found(dumps: ReadonlyMap<string, JsonText>, key: string): JsonText {
  const dump = dumps.get(key);
  if (!dump) throw new Error(`${key} is not in the report`);
  return dump;
}
