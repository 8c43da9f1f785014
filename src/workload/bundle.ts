// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../errors.js';
import type {ClusterReader} from '../io/kube/cluster.js';
import {textIn} from '../manifest/input/tree.js';
import {emitYaml} from '../yaml/emit.js';
import {clusterEnv, type WorkloadAddress} from './cluster-env.js';
import {istiodHost} from './istiod-address.js';
import {type NamedYaml, readYaml} from './named-yaml.js';
import {type WorkloadSettings, workloadProxyConfig} from './proxy-config.js';
import {readWorkloadGroup, WORKLOAD_GROUP, type WorkloadGroup} from './workload-group.js';

/** A file that goes to the workload. */
export interface WorkloadFile {
  path: string;
  text: string;
}

const CONFIG_MAP = {apiVersion: 'v1', kind: 'ConfigMap'};
const SERVICE = {apiVersion: 'v1', kind: 'Service'};

/** The group of that name. Throws an IstioctlError where the cluster has none. */
export async function findWorkloadGroup(
  cluster: ClusterReader,
  {namespace, name}: {namespace: string; name: string},
): Promise<WorkloadGroup> {
  const found = await cluster.get(WORKLOAD_GROUP, {namespace, name});
  if (found !== undefined) return readWorkloadGroup(found, `WorkloadGroup ${namespace}/${name}`);
  throw new IstioctlError(`workloadgroup ${name} not found in namespace ${namespace}`, {
    hint: 'Apply it first (istioctl x workload group create prints one), or give its file with -f.',
  });
}

/** What istiod calls this cluster, as the injector's values have it; `Kubernetes` where they name none. */
export async function clusterIdOf(cluster: ClusterReader, control: ControlPlane): Promise<string> {
  const {name, text} = await configMapText(cluster, control, 'istio-sidecar-injector', 'values').catch(
    (cause: unknown) => {
      if (!(cause instanceof IstioctlError)) throw cause;
      throw new IstioctlError(
        `failed to automatically determine the --clusterID: fetch injection template: ${cause.message}`,
        {cause, hint: 'Give it with --clusterID, or the control plane with -i and -r.'},
      );
    },
  );
  return textIn(readYaml({name, text}), ['global', 'multiCluster', 'clusterName']) || DEFAULT_CLUSTER_ID;
}

const DEFAULT_CLUSTER_ID = 'Kubernetes';

export interface ControlPlane {
  istioNamespace: string;
  /** Empty for the default one. */
  revision: string;
}

/** The mesh configuration of a control plane. Throws an IstioctlError where it is not there. */
export function meshOf(cluster: ClusterReader, control: ControlPlane): Promise<NamedYaml> {
  return configMapText(cluster, control, 'istio', 'mesh');
}

async function configMapText(
  cluster: ClusterReader,
  {istioNamespace, revision}: ControlPlane,
  base: string,
  key: string,
): Promise<NamedYaml> {
  const name = revision === '' ? base : `${base}-${revision}`;
  const found = await cluster.get(CONFIG_MAP, {namespace: istioNamespace, name});
  const text = textIn(found, ['data', key]);
  if (text !== undefined) return {name: `configmap ${istioNamespace}/${name}, key ${key}`, text};
  throw new IstioctlError(
    found === undefined
      ? `configmap ${name} was not found in namespace ${istioNamespace}`
      : `configmap ${name} in namespace ${istioNamespace} has no key "${key}"`,
    {hint: 'Name the namespace of istiod with -i and its revision with -r.'},
  );
}

/** The certificate by which workloads of a namespace know the control plane. */
export async function rootCertificate(cluster: ClusterReader, namespace: string): Promise<string> {
  const found = await cluster.get(CONFIG_MAP, {namespace, name: 'istio-ca-root-cert'});
  const text = textIn(found, ['data', 'root-cert.pem']);
  if (text !== undefined) return text;
  throw new IstioctlError(`configmap istio-ca-root-cert was not found in namespace ${namespace}`, {
    hint: 'istiod writes it into every namespace that is there; is istiod running?',
  });
}

/** The address at which a gateway's Service is reached from outside, undefined while it has none. */
export async function ingressAddress(
  cluster: ClusterReader,
  service: string,
  istioNamespace: string,
): Promise<string | undefined> {
  const [name = '', namespace = istioNamespace] = service.split('.');
  const found = await cluster.get(SERVICE, {namespace, name});
  const places = [
    ['status', 'loadBalancer', 'ingress', 0, 'ip'],
    ['spec', 'externalIPs', 0],
  ];
  return places.map((path) => textIn(found, path)).find((ip) => ip !== undefined && ip !== '');
}

export interface BundleRequest {
  group: WorkloadGroup;
  mesh: NamedYaml;
  settings: WorkloadSettings;
  address: WorkloadAddress;
  /** PEM. */
  rootCertificate: string;
  token: string;
  /** Address that stands for istiod on the workload; undefined where it finds istiod by itself. */
  ingressIp: string | undefined;
}

/** Everything a workload needs to join the mesh, by the names its agent looks for (spec/install.md §1.13). */
export function workloadBundle(request: BundleRequest): WorkloadFile[] {
  const {group, mesh, settings, address, ingressIp} = request;
  const {istioNamespace, revision} = settings;
  const config = workloadProxyConfig(group, mesh, settings);
  return [
    {path: 'mesh.yaml', text: emitYaml({defaultConfig: config})},
    {path: 'cluster.env', text: clusterEnv(group, config, {istioNamespace, revision, address})},
    {path: 'root-cert.pem', text: request.rootCertificate},
    {path: 'istio-token', text: request.token},
    {path: 'hosts', text: ingressIp === undefined ? '' : `${ingressIp} ${istiodHost(istioNamespace, revision)}\n`},
  ];
}
