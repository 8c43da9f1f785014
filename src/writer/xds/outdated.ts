// SPDX-License-Identifier: Apache-2.0
import type {OutdatedProxy} from '../../xds/outdated.js';
import {alignColumns} from '../columns.js';

/** Formats that `proxies outdated` prints. */
export const OUTDATED_FORMATS = ['wide', 'names', 'json'] as const;
export type OutdatedFormat = (typeof OUTDATED_FORMATS)[number];

/**
 * Proxies that are outdated: a row or an entry for each, or, as `names`, what to restart: a line of arguments of
 * `kubectl rollout restart` for each workload whose pods come back with another proxy.
 */
export function outdatedText(proxies: readonly OutdatedProxy[], format: OutdatedFormat): string {
  switch (format) {
    case 'names':
      return [...new Set(proxies.flatMap(restartArguments))].map((line) => `${line}\n`).join('');
    case 'json':
      return `${JSON.stringify({apiVersion: 'istioctl/v1', kind: 'OutdatedProxyList', proxies: proxies.map(entryOf)}, null, 2)}\n`;
    case 'wide':
      return proxies.length === 0 ? '' : table(proxies);
  }
}

/** Kinds that `kubectl rollout restart` knows. */
const RESTARTED = new Set(['Deployment', 'DaemonSet', 'StatefulSet']);

function restartArguments({pod: {namespace, owner, injected}}: OutdatedProxy): string[] {
  if (!injected || owner === undefined || !RESTARTED.has(owner.kind)) return [];
  return [`-n ${namespace} ${owner.kind.toLowerCase()}/${owner.name}`];
}

function entryOf({pod, version, wanted, connected, reason}: OutdatedProxy): object {
  const {namespace, name, owner, revision, injected} = pod;
  return {
    namespace,
    pod: name,
    workload: owner ?? null,
    revision,
    version,
    wanted,
    connected,
    restart: injected,
    reason,
  };
}

function table(proxies: readonly OutdatedProxy[]): string {
  const rows = proxies.map(({pod, version, wanted, connected, reason}) => [
    pod.namespace,
    pod.owner === undefined ? '-' : `${pod.owner.kind}/${pod.owner.name}`,
    pod.name,
    pod.revision || '-',
    version || '-',
    wanted || '-',
    connected ? 'yes' : 'no',
    pod.injected ? reason : `${reason}; a restart does not change it`,
  ]);
  const titles = ['NAMESPACE', 'WORKLOAD', 'POD', 'REVISION', 'VERSION', 'WANTED', 'CONNECTED', 'REASON'];
  return alignColumns([titles, ...rows], 3);
}
