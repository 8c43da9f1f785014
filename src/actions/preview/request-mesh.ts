// SPDX-License-Identifier: Apache-2.0
import {isCompatible} from '../../cli/compat.js';
import type {Server} from '../../describe/request.js';
import {type ConfigDump, readConfigDump} from '../../envoy/dump/config-dump.js';
import type {ExitCode} from '../../errors.js';
import type {Terminal} from '../../io/terminal.js';
import type {Mesh, Pod} from '../../preview/model/mesh.js';
import type {Proxy} from '../../preview/model/proxy.js';
import {hasProxy} from '../../preview/read/proxy.js';
import {findPod} from '../../preview/read/target.js';
import {previewOf} from '../../preview/resources.js';
import {configDump} from '../../writer/preview/dump.js';
import {sayMissing} from './incomplete.js';
import {type MeshFiles, meshOfFiles} from './proxy.js';
import {dumpText} from './source.js';

/** Both ends of requests in the mesh of files. */
export interface PreviewedEnds {
  client: ConfigDump;
  /** Who the client is to servers. */
  principal: string;
  serverAt(address: string): Promise<Server>;
  /** Says what is not simulated of the proxies that were looked at, and returns the exit code for it. */
  conclude(): ExitCode | undefined;
}

/**
 * Returns the proxy of a client as istiod would configure it, and what finds those of servers. Pods that are not written yet
 * have addresses that stand for them.
 *
 * @throws IstioctlError for files that cannot be read, and for a client that is not in them
 */
export async function previewedEnds(from: string, files: MeshFiles, terminal: Terminal): Promise<PreviewedEnds> {
  const {mesh, namespace} = await meshOfFiles({...files, placeholders: true}, terminal);
  const compat = isCompatible(files.flags.compat);
  const notSimulated = new Set<string>();
  const dumpOf = async (pod: Pod): Promise<{dump: ConfigDump; proxy: Proxy}> => {
    const preview = await previewOf(pod, mesh, {compat});
    for (const each of preview.notSimulated) notSimulated.add(each);
    return {dump: readConfigDump(dumpText(pod, configDump(preview.resources, preview.proxy))), proxy: preview.proxy};
  };
  const {dump, proxy} = await dumpOf(findPod(mesh, {target: from, namespace}));
  return {
    client: dump,
    principal: `${mesh.settings.trustDomain}/ns/${proxy.namespace}/sa/${proxy.serviceAccount}`,
    serverAt: (address) => serverAt(address, mesh, async (pod) => (await dumpOf(pod)).dump),
    conclude: () => sayMissing({notSimulated}, terminal),
  };
}

async function serverAt(address: string, mesh: Mesh, dumpOf: (pod: Pod) => Promise<ConfigDump>): Promise<Server> {
  const pod = mesh.pods.find(({alive, addresses}) => alive && addresses.includes(address));
  if (!pod) return {kind: 'outside'};
  const name = `${pod.name}.${pod.namespace}`;
  return hasProxy(pod) ? {kind: 'proxy', name, dump: await dumpOf(pod)} : {kind: 'plain', name};
}
