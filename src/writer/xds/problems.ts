// SPDX-License-Identifier: Apache-2.0
import type {ProxyProblem} from '../../xds/problems.js';
import {shortTypeName} from '../../xds/sync-status.js';
import {emitYaml} from '../../yaml/emit.js';
import {alignColumns} from '../columns.js';
import {stateText} from './status.js';

/** Proxies that are behind or not connected: a row or an entry for each. `now` is in milliseconds. */
export function problemsText(
  problems: readonly ProxyProblem[],
  format: 'table' | 'json' | 'yaml',
  now: number,
): string {
  if (format === 'table') return problems.length === 0 ? '' : table(problems, now);
  const document = {
    apiVersion: 'istioctl/v1',
    kind: 'ProxyStatusList',
    proxies: problems.map(({id, namespace, cluster, istiod, version, connected, behind}) => ({
      name: id,
      namespace,
      cluster,
      istiod,
      version,
      connected,
      types: behind.map(({typeUrl, state, lastUpdated, refusal}) => ({
        type: shortTypeName(typeUrl),
        typeUrl,
        status: state,
        ...(lastUpdated !== undefined && {lastUpdated}),
        ...(refusal !== undefined && {reason: refusal}),
      })),
    })),
  };
  return format === 'json' ? `${JSON.stringify(document, null, 2)}\n` : emitYaml(document);
}

function table(problems: readonly ProxyProblem[], now: number): string {
  const rows = problems.map(({id, istiod, version, connected, behind}) => {
    const types = behind.map((type) => `${shortTypeName(type.typeUrl)} ${stateText(type, now)}`);
    return [id, istiod || '-', version || '-', connected ? types.join(', ') : 'not connected to any istiod'];
  });
  return alignColumns([['NAME', 'ISTIOD', 'VERSION', 'PROBLEM'], ...rows], 5);
}
