// SPDX-License-Identifier: Apache-2.0
import {IstioctlError, usageMistake} from '../../../errors.js';
import {ApiError} from '../../../kube/api-error.js';
import {mapField, textField} from '../verbs/fields.js';
import {byLogging, isTerminating} from './pod-order.js';
import {podSelector} from './pod-selector.js';
import {type PodFinder, type PodKey, parsePodTarget, podOf, podsOf} from './pod-target.js';

/** Which ztunnel is meant. */
export interface ZtunnelRequest {
  /** What the user typed for a pod: a ztunnel, or a pod whose node has one. */
  target?: string | undefined;
  /** The ztunnel on this node. */
  node?: string | undefined;
  /** Where a name without a namespace is meant. */
  namespace: string;
  /** Where ztunnel runs. */
  istioNamespace: string;
  /** Whether one has to be named where there are several. */
  single: boolean;
}

export interface FoundZtunnel {
  ztunnel: PodKey;
  /** The pod that was named, where it is no ztunnel. */
  workload?: PodKey;
}

const POD = {apiVersion: 'v1', kind: 'Pod'};
const DAEMON_SET = {apiVersion: 'apps/v1', kind: 'DaemonSet'};
const ZTUNNEL = 'daemonset/ztunnel';

/**
 * The ztunnel that is meant (spec/proxy.md §7): that of a node, of the node of a pod, the pod itself, or any. Throws an
 * IstioctlError where there is none or one would have to be named.
 */
export async function ztunnelOf(cluster: PodFinder, request: ZtunnelRequest): Promise<FoundZtunnel> {
  const {target, node, namespace, istioNamespace, single} = request;
  if (node !== undefined) return {ztunnel: await ztunnelOn(cluster, node, istioNamespace)};
  if (target === undefined) {
    const any = {text: ZTUNNEL, namespace};
    return {ztunnel: single ? await onlyZtunnel(cluster, any) : await podOf(cluster, any)};
  }
  const key = await podOf(cluster, parsePodTarget(target, namespace));
  if (await isZtunnel(cluster, key)) return {ztunnel: key};
  return {ztunnel: await ztunnelBeside(cluster, key, istioNamespace), workload: key};
}

/** All pods of ztunnel, or the one that is named. Throws an IstioctlError for a pod that is no ztunnel. */
export async function ztunnelsOf(
  cluster: PodFinder,
  {target, node, namespace, istioNamespace}: Omit<ZtunnelRequest, 'single'>,
): Promise<PodKey[]> {
  if (node !== undefined) return [await ztunnelOn(cluster, node, istioNamespace)];
  if (target === undefined) return podsOf(cluster, {text: ZTUNNEL, namespace});
  const key = await podOf(cluster, parsePodTarget(target, namespace));
  if (await isZtunnel(cluster, key)) return [key];
  throw new IstioctlError(`workloads command is only supported by Ztunnel proxies: ${key.name}`, {
    hint: 'istioctl proxy-config log does this for Envoy',
  });
}

/** Whether a pod is ztunnel, by its label `app`; where that cannot be seen, by its name (spec/proxy.md §4.2). */
export async function isZtunnel(cluster: Pick<PodFinder, 'get'>, key: PodKey): Promise<boolean> {
  const pod = await cluster.get(POD, key).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 403) return undefined;
    throw error;
  });
  const app = pod?.metadata.labels?.['app'];
  return app === undefined ? key.name.startsWith('ztunnel') : app === 'ztunnel';
}

async function onlyZtunnel(cluster: PodFinder, target: {text: string; namespace: string}): Promise<PodKey> {
  const [first, ...others] = await podsOf(cluster, target);
  if (first && others.length === 0) return first;
  const names = [first, ...others].flatMap((pod) => (pod ? [pod.name] : []));
  throw usageMistake('ztunnel pod name or --node must be set', {
    hint:
      names.length === 0
        ? `no pod of ztunnel runs in namespace ${target.namespace}`
        : `in namespace ${target.namespace} there are ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`,
  });
}

/** The ztunnel on the node of a pod. */
async function ztunnelBeside(cluster: PodFinder, key: PodKey, istioNamespace: string): Promise<PodKey> {
  const name = `${key.name}.${key.namespace}`;
  const pod = await cluster.get(POD, key);
  if (!pod) throw new IstioctlError(`failed to get pod ${name}: pods ${JSON.stringify(key.name)} not found`);
  const node = textField(mapField(pod, 'spec') ?? {}, 'nodeName');
  if (node === undefined) throw new IstioctlError(`pod ${name} is not scheduled to a node`);
  try {
    return await ztunnelOn(cluster, node, istioNamespace);
  } catch (error) {
    if (!(error instanceof IstioctlError)) throw error;
    throw new IstioctlError(`failed to find ztunnel on node ${node} for pod ${name}: ${error.message}`, {
      cause: error,
      exitCode: error.exitCode,
      ...(error.hint !== undefined && {hint: error.hint}),
    });
  }
}

async function ztunnelOn(cluster: PodFinder, node: string, namespace: string): Promise<PodKey> {
  const daemonSet = await cluster.get(DAEMON_SET, {namespace, name: 'ztunnel'});
  if (!daemonSet) {
    throw new IstioctlError('daemonsets.apps "ztunnel" not found', {
      hint: `namespace ${namespace} has no ztunnel; --istioNamespace names another`,
    });
  }
  const labelSelector = podSelector(daemonSet);
  if (typeof labelSelector !== 'string') throw new IstioctlError(`DaemonSet ztunnel: ${labelSelector.problem}`);
  const pods = await cluster.list(POD, {namespace, labelSelector, fieldSelector: `spec.nodeName=${node}`});
  const [best] = pods.filter((pod) => !isTerminating(pod)).toSorted(byLogging);
  if (best) return {namespace, name: best.metadata.name};
  const [ending] = pods;
  throw new IstioctlError('no pods found', {
    hint: ending
      ? `ztunnel ${ending.metadata.name} on node ${node} is terminating, and no other one has taken its place yet`
      : `no ztunnel runs on node ${node}; kubectl get nodes lists nodes`,
  });
}
