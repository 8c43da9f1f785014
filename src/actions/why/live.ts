// SPDX-License-Identifier: Apache-2.0
import {type ClusterFlagValues, openCluster} from '../../cli/cluster.js';
import {SHAPING_KINDS} from '../../describe/shaping/kinds.js';
import {readConfigDump} from '../../envoy/dump/config-dump.js';
import {IstioctlError} from '../../errors.js';
import type {KubeObject, ObjectKind} from '../../io/kube/cluster.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {type PodKey, parsePodTarget, podOf} from '../../io/kube/pods/pod-target.js';
import {configDumpPart, proxyAdmin} from '../../io/kube/pods/proxy-admin.js';
import type {Terminal} from '../../io/terminal.js';
import {endpointHealth, proxyDump} from '../../why/facts/dumps.js';
import {meshOf} from '../../why/facts/mesh.js';
import {indexObjects, namespaceOf, podAddresses, proxyRole} from '../../why/facts/objects.js';
import {hostOf} from '../../why/facts/scene.js';
import {type LogFile, readLogs} from '../../why/log/read-log.js';
import {visible} from '../../writer/visible.js';
import type {Material} from './answer.js';

/** Where a pod is looked for, and how its proxy is reached. */
export interface LiveOptions {
  cluster: ClusterFlagValues;
  /** `-n`; the namespace of the context where it is left out. */
  namespace: string | undefined;
  adminPort: number;
}

/** Lines of a log that are read: the last ones. */
const TAIL = 5000;

const CORE = ['Namespace', 'Service', 'Pod', 'Event', 'ConfigMap'].map((kind) => ({apiVersion: 'v1', kind}));
const APPS = ['Deployment', 'StatefulSet', 'DaemonSet'].map((kind) => ({apiVersion: 'apps/v1', kind}));

/** What causes look at; of ConfigMaps only those of the control plane. */
const KINDS: readonly ObjectKind[] = [
  ...CORE,
  ...APPS,
  ...SHAPING_KINDS,
  {apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry'},
  {apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway'},
  {apiVersion: 'gateway.networking.k8s.io/v1beta1', kind: 'ReferenceGrant'},
  {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy'},
];

/**
 * Reads the log of a pod's proxy and of servers that it asked, its configuration and the objects of the cluster. What cannot be read is said and left
 * out, but for the log.
 * @throws IstioctlError where the pod or its log cannot be read.
 */
export async function liveMaterial(
  target: string,
  {istioNamespace, withLog}: {istioNamespace: string; withLog: boolean},
  {cluster: flags, namespace, adminPort}: LiveOptions,
  terminal: Terminal,
): Promise<Material> {
  const cluster = await openCluster(flags);
  const missing = (what: string) => (error: unknown) => {
    if (!(error instanceof IstioctlError)) throw error;
    terminal.err(visible(`Warning: cannot get ${what}: ${error.message}\n`));
  };
  try {
    const pod = await podOf(cluster, parsePodTarget(target, namespace || cluster.origin.namespace));
    const name = `${pod.name}.${pod.namespace}`;
    const logs = withLog ? [{name, text: await logOf(cluster, pod)}] : [];
    const objects = await Promise.all(
      KINDS.map(async (kind) => (await listed(cluster, kind, istioNamespace).catch(missing(`${kind.kind}s`))) ?? []),
    );
    for (const server of withLog ? serversIn(logs, objects.flat(), istioNamespace) : []) {
      const text = await logOf(cluster, server).catch(missing(`the log of ${server.name}.${server.namespace}`));
      if (text !== undefined) logs.push({name: `${server.name}.${server.namespace}`, text});
    }
    const admin = proxyAdmin(cluster, pod, {port: adminPort, failure: `cannot ask the proxy of ${name}`});
    const bytes = await configDumpPart(admin, 'config_dump?include_eds=true').catch(missing('the config dump'));
    const clusters = await admin.get('clusters?format=json').catch(missing('the endpoints'));
    return {
      ...{logs, objects: objects.flat(), stats: new Map()},
      dumps: bytes ? [proxyDump(readConfigDump({bytes, name}))] : [],
      health: clusters ? endpointHealth({bytes: clusters, name}) : new Map(),
    };
  } finally {
    cluster.close();
  }
}

/** So many servers are asked for their logs: those of the last failures. */
const SERVERS = 3;

/** The pods with proxies whose answers the client's proxy passed on: only their own logs tell why. */
function serversIn(logs: readonly LogFile[], objects: readonly KubeObject[], istioNamespace: string): PodKey[] {
  const index = indexObjects(objects);
  const {accessLogFormat} = meshOf(index, istioNamespace);
  const {entries} = readLogs(logs, accessLogFormat === '' ? [] : [accessLogFormat]);
  const failed = entries.filter(
    ({code, detail, termination}) => (code >= 400 && detail === 'via_upstream') || termination !== '',
  );
  const addresses = new Set(failed.toReversed().map(({upstreamHost}) => hostOf(upstreamHost)));
  return index
    .all('Pod')
    .filter((pod) => proxyRole(pod) !== undefined && podAddresses(pod).some((address) => addresses.has(address)))
    .slice(0, SERVERS)
    .map((pod) => ({name: pod.metadata.name, namespace: namespaceOf(pod)}));
}

async function logOf(cluster: ConnectedCluster, pod: PodKey): Promise<LogFile['text']> {
  let text = '';
  for await (const piece of cluster.logs(pod, {container: 'istio-proxy', tailLines: TAIL})) text += piece;
  return text;
}

/** The objects of a kind, with the kind that items of lists leave out; none where the cluster does not serve it. */
async function listed(cluster: ConnectedCluster, kind: ObjectKind, istioNamespace: string): Promise<KubeObject[]> {
  const where = kind.kind === 'ConfigMap' ? {namespace: istioNamespace} : {};
  const objects = await cluster.list(kind, where);
  return objects.map((object) => ({...object, apiVersion: kind.apiVersion, kind: kind.kind}));
}
