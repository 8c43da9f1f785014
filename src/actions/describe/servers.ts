// SPDX-License-Identifier: Apache-2.0
import {type PodFlagValues, withCluster} from '../../cli/cluster.js';
import type {PreviewFlagValues} from '../../cli/flags/preview.js';
import {phaseOf} from '../../describe/objects.js';
import type {Server} from '../../describe/request.js';
import {nodeId} from '../../envoy/bootstrap.js';
import {type ConfigDump, readConfigDump} from '../../envoy/dump/config-dump.js';
import {type ExitCode, IstioctlError} from '../../errors.js';
import {type Proxy, proxyName, proxyOf} from '../../fleet/proxy.js';
import type {Snapshot} from '../../fleet/snapshot-source.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {ambientReason, isAmbientPod} from '../../io/kube/pods/ambient-pod.js';
import {byReadiness} from '../../io/kube/pods/pod-order.js';
import type {PodKey} from '../../io/kube/pods/pod-target.js';
import type {Terminal} from '../../io/terminal.js';
import {adminPage, askProxyIn, eitherDumpOrConfig} from '../proxies/dump.js';

/** The proxy that a request starts from, and what is behind addresses. */
export interface RequestMesh {
  client: ConfigDump;
  /** Who the client is to servers, where its dump does not say. */
  principal?: string;
  serverAt(address: string): Promise<Server>;
  /** Says what is missing from dumps that are simulated, and returns the exit code for it. */
  conclude?(): ExitCode | undefined;
}

type MeshFlags = PodFlagValues & PreviewFlagValues & {'proxy-admin-port': number; file?: string | undefined};

/**
 * Finds the proxy of a client and passes it on, with what finds servers: in a cluster, a snapshot, or the mesh of files. Throws an
 * IstioctlError where there is no such proxy, or it does not answer.
 */
export async function withRequestMesh<T>(
  from: string,
  flags: MeshFlags,
  terminal: Terminal,
  use: (mesh: RequestMesh) => Promise<T>,
): Promise<T> {
  const {config} = flags;
  if (config !== undefined) {
    if (flags.file !== undefined) throw eitherDumpOrConfig();
    const {previewedEnds} = await import('../preview/request-mesh.js');
    return use(await previewedEnds(from, {config, flags}, terminal));
  }
  if (flags.file !== undefined) return use(await savedMesh(flags.file, from, flags.namespace));
  return withCluster(flags, async (cluster, namespace) => {
    const {parsePodTarget, podOf} = await import('../../io/kube/pods/pod-target.js');
    const key = await podOf(cluster, parsePodTarget(from, namespace));
    const pod = await cluster.get({apiVersion: 'v1', kind: 'Pod'}, key);
    const role = pod && proxyOf(pod)?.role;
    const name = proxyName(key);
    if (role === undefined && pod && isAmbientPod(pod)) {
      const {message, hint} = ambientReason(pod);
      throw new IstioctlError(message, {hint});
    }
    if (role === undefined) {
      throw new IstioctlError(`pod ${name} has no proxy`, {
        hint: 'What it sends leaves as it is. See what a server does with that: proxy-config trace POD URL --inbound --plaintext',
      });
    }
    if (role === 'ztunnel') throw new IstioctlError(`pod ${name} is a ztunnel, whose own requests nobody asks about`);
    const client = await dumpIn(cluster, key, flags['proxy-admin-port']);
    return use({client, serverAt: (address) => serverIn(cluster, address, flags['proxy-admin-port'])});
  });
}

async function dumpIn(cluster: ConnectedCluster, pod: PodKey, port: number): Promise<ConfigDump> {
  const options = {port, failure: `cannot ask the proxy of ${proxyName(pod)}`};
  return readConfigDump(await askProxyIn(cluster, pod, adminPage.everything, options));
}

async function serverIn(cluster: ConnectedCluster, address: string, port: number): Promise<Server> {
  const pods = await cluster.list({apiVersion: 'v1', kind: 'Pod'}, {fieldSelector: `status.podIP=${address}`});
  // An address is given again while the pod that had it ends.
  const pod = pods.toSorted(byReadiness).find((each) => phaseOf(each) === 'Running');
  if (!pod) return {kind: 'outside'};
  const {name: own, namespace = ''} = pod.metadata;
  const name = proxyName({name: own, namespace});
  const proxy = proxyOf(pod);
  if (!proxy) return {kind: 'plain', name};
  try {
    return {kind: 'proxy', name, dump: await dumpIn(cluster, {name: own, namespace}, port)};
  } catch (error) {
    if (!(error instanceof IstioctlError)) throw error;
    return {kind: 'silent', name, why: error.message};
  }
}

async function savedMesh(folder: string, from: string, namespace: string | undefined): Promise<RequestMesh> {
  const {readSnapshot} = await import('../../io/snapshot-folder.js');
  const {snapshotSource} = await import('../../fleet/snapshot-source.js');
  const snapshot = readSnapshot(folder);
  const chosen = {targets: [from], namespace, labels: undefined, roles: []};
  const [client] = await snapshotSource(snapshot).find(chosen);
  if (!client) throw new IstioctlError(`the snapshot has no proxy ${JSON.stringify(from)}`);
  if (client.problem !== undefined) throw new IstioctlError(`${proxyName(client)}: ${client.problem}`);
  let servers: Map<string, Proxy> | undefined;
  return {
    client: readConfigDump(snapshot.read(client, 'config_dump')),
    async serverAt(address) {
      servers ??= byAddress(snapshot);
      const proxy = servers.get(address);
      if (!proxy) return {kind: 'silent', name: address, why: 'no proxy of the snapshot has this address'};
      return {kind: 'proxy', name: proxyName(proxy), dump: readConfigDump(snapshot.read(proxy, 'config_dump'))};
    },
  };
}

/** A snapshot knows the addresses of pods by what their proxies say of themselves. */
function byAddress({proxies, read}: Snapshot): Map<string, Proxy> {
  const found = new Map<string, Proxy>();
  for (const proxy of proxies) {
    if (proxy.problem !== undefined || proxy.role === 'ztunnel') continue;
    const [, address] = nodeId(readConfigDump(read(proxy, 'config_dump'))).split('~');
    if (address !== undefined) found.set(address, proxy);
  }
  return found;
}
