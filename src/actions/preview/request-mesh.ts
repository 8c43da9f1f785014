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
import {dumpText} from './dump-text.js';
import {sayMissing} from './incomplete.js';
import {type MeshFiles, meshOfFiles} from './proxy.js';

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
  const previews = previewedDumps(mesh, isCompatible(files.flags.compat));
  const ends = await endsOf(findPod(mesh, {target: from, namespace}), mesh, previews);
  return {...ends, conclude: () => sayMissing({notSimulated: ends.notSimulated}, terminal)};
}

/** Both ends of a request, and the parts that are not simulated of the proxies that were looked at. */
export type RequestEnds = Omit<PreviewedEnds, 'conclude'> & {notSimulated: ReadonlySet<string>};

/** The dump of a pod's proxy, and the parts of it that are not simulated. */
export interface DumpOfPod {
  dump: ConfigDump;
  proxy: Proxy;
  notSimulated: readonly string[];
}

/** Returns what makes the dumps of pods, each once. */
export function previewedDumps(mesh: Mesh, compat: boolean): (pod: Pod) => Promise<DumpOfPod> {
  const made = new Map<Pod, Promise<DumpOfPod>>();
  const make = async (pod: Pod): Promise<DumpOfPod> => {
    const preview = await previewOf(pod, mesh, {compat});
    return {dump: readConfigDump(dumpText(preview)), proxy: preview.proxy, notSimulated: preview.notSimulated};
  };
  return (pod) => {
    const known = made.get(pod) ?? make(pod);
    made.set(pod, known);
    return known;
  };
}

/** Returns the proxy of a pod, and what finds those of the servers that it sends requests to. */
export async function endsOf(pod: Pod, mesh: Mesh, dumpOf: (pod: Pod) => Promise<DumpOfPod>): Promise<RequestEnds> {
  const notSimulated = new Set<string>();
  const lookAt = async (each: Pod): Promise<DumpOfPod> => {
    const found = await dumpOf(each);
    for (const part of found.notSimulated) notSimulated.add(part);
    return found;
  };
  const {dump, proxy} = await lookAt(pod);
  return {
    client: dump,
    principal: `${mesh.settings.trustDomain}/ns/${proxy.namespace}/sa/${proxy.serviceAccount}`,
    serverAt: (address) => serverAt(address, mesh, async (each) => (await lookAt(each)).dump),
    notSimulated,
  };
}

async function serverAt(address: string, mesh: Mesh, dumpOf: (pod: Pod) => Promise<ConfigDump>): Promise<Server> {
  const pod = mesh.pods.find(({alive, addresses}) => alive && addresses.includes(address));
  if (!pod) return {kind: 'outside'};
  const name = `${pod.name}.${pod.namespace}`;
  return hasProxy(pod) ? {kind: 'proxy', name, dump: await dumpOf(pod)} : {kind: 'plain', name};
}
