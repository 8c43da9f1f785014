// SPDX-License-Identifier: Apache-2.0
import {nodeId} from '../envoy/bootstrap.js';
import {type ConfigDump, readConfigDump} from '../envoy/dump/config-dump.js';
import type {JsonText} from '../envoy/dump/json-text.js';
import {ExitCode, IstioctlError} from '../errors.js';
import type {ProxySource} from './source.js';

/** One saved answer of one proxy. To choose among one is refused with an IstioctlError (64): it would be a mistake. */
export function fileSource(text: JsonText): ProxySource {
  const dump = readConfigDump(text);
  const isStatuses = dump.keys.some((key) => key === 'cluster_statuses' || key === 'clusterStatuses');
  const part = isStatuses ? 'clusters' : 'config_dump';
  return {
    async find({targets, labels, roles}) {
      if (targets.length > 0 || labels !== undefined || roles.length > 0) {
        throw new IstioctlError(`${text.name} is of one proxy: there is nothing to choose from`, {
          exitCode: ExitCode.Usage,
          hint: 'leave out names, -l, --gateways and --waypoints, or give a folder made by proxy-config snapshot',
        });
      }
      return [{...identityOf(dump), role: 'sidecar', labels: {}}];
    },
    ask: async (_, page) => (page.part === part ? text : undefined),
  };
}

/** The pod that the bootstrap names, else the file. */
function identityOf(dump: ConfigDump): {name: string; namespace: string} {
  const [, , id = ''] = nodeId(dump).split('~');
  const dot = id.lastIndexOf('.');
  if (dot < 0) return {name: dump.text.name, namespace: ''};
  return {name: id.slice(0, dot), namespace: id.slice(dot + 1)};
}
