// SPDX-License-Identifier: Apache-2.0
import type {ClusterReader, KubeObject} from '../../io/kube/cluster.js';
import {getIn, textIn} from '../../manifest/input/tree.js';
import {selectorMatches} from '../../revision/label-selector.js';
import {describeTags} from '../../revision/tags.js';
import {countIn, mapsIn} from '../apply/field.js';
import {
  type RunningRevision,
  runningRevisions,
  type VersionChange,
  versionChange,
  versionOfImage,
} from './preflight.js';

/** Proxies of a namespace that have to be started anew to run the new version. */
export interface OutdatedNamespace {
  namespace: string;
  pods: number;
  /** `deployment/cart`, as kubectl takes it; sorted. */
  workloads: string[];
  /** Pods that nobody starts anew when they are deleted. */
  alone: string[];
  /** PodDisruptionBudgets that let none of the pods go now. */
  blockedBy: string[];
}

/** What there is to do for an upgrade, in this order: control plane, tags, namespaces. */
export interface UpgradePlan {
  revision: string;
  change: VersionChange | undefined;
  to: string;
  /** Control planes that run, the one to be upgraded included, by revision. */
  running: RunningRevision[];
  /** Paths of settings that the last install was given and this one is not. */
  dropped: string[];
  /** Whether the control plane was installed with just these settings; false where that is not known. */
  isSettled: boolean;
  /** Tags that stand for other revisions. */
  tags: {tag: string; revision: string}[];
  namespaces: OutdatedNamespace[];
}

/** Returns whether the control plane is what it would be made, and all tags and proxies are. */
export function isDone(plan: UpgradePlan): boolean {
  return plan.isSettled && isRunning(plan) && plan.tags.length === 0 && plan.namespaces.length === 0;
}

/** Returns whether the control plane runs the version already. */
export function isRunning({revision, change, running}: UpgradePlan): boolean {
  return change === undefined && running.some((each) => each.revision === revision);
}

/** What is to be upgraded. */
export interface UpgradeTarget {
  /** Of the control plane. */
  namespace: string;
  /** '' for the default one. */
  revision: string;
  /** See `UpgradePlan`. */
  dropped?: readonly string[];
  /** See `UpgradePlan`. */
  isSettled?: boolean;
}

/** Looks at what runs and changes nothing. */
export async function planUpgrade(
  cluster: ClusterReader,
  {namespace, revision, dropped = [], isSettled = false}: UpgradeTarget,
  version: string,
): Promise<UpgradePlan> {
  const [change, running, tags, pods, budgets] = await Promise.all([
    versionChange(cluster, {namespace, revision}, version),
    runningRevisions(cluster, namespace),
    describeTags(cluster, namespace, {labelledOnly: false}),
    cluster.list({apiVersion: 'v1', kind: 'Pod'}),
    cluster.list({apiVersion: 'policy/v1', kind: 'PodDisruptionBudget'}),
  ]);
  const target = revision || 'default';
  return {
    revision: target,
    change,
    to: version,
    running,
    dropped: [...dropped],
    isSettled,
    tags: tags.filter((tag) => tag.tag !== '' && tag.revision !== target).map(({tag, revision}) => ({tag, revision})),
    namespaces: outdatedNamespaces(pods, budgets, version),
  };
}

function outdatedNamespaces(pods: KubeObject[], budgets: KubeObject[], version: string): OutdatedNamespace[] {
  const byNamespace = new Map<string, KubeObject[]>();
  for (const pod of pods.filter((pod) => runsOtherProxy(pod, version))) {
    const {namespace = ''} = pod.metadata;
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), pod]);
  }
  return [...byNamespace.keys()].sort().map((namespace) => {
    const pods = byNamespace.get(namespace) ?? [];
    const workloads = pods.map(workloadOf);
    return {
      namespace,
      pods: pods.length,
      workloads: [...new Set(workloads.filter((name) => name !== undefined))].sort(),
      alone: pods.flatMap((pod, i) => (workloads[i] === undefined ? [pod.metadata.name] : [])).sort(),
      blockedBy: budgets
        .filter((budget) => budget.metadata.namespace === namespace && allowsNone(budget, pods))
        .map(({metadata}) => metadata.name)
        .sort(),
    };
  });
}

/** Whether a pod has a proxy of another version; one whose image names no version does not count. */
function runsOtherProxy(pod: KubeObject, version: string): boolean {
  const containers = [...mapsIn(pod, ['spec', 'containers']), ...mapsIn(pod, ['spec', 'initContainers'])];
  const proxy = containers.find((container) => container['name'] === 'istio-proxy');
  const running = versionOfImage(textIn(proxy, ['image']));
  return running !== undefined && running !== version;
}

/** What has to be restarted for the pod to be made anew; the Deployment for one that a ReplicaSet of it made. */
function workloadOf({metadata}: KubeObject): string | undefined {
  const owner = metadata.ownerReferences?.find(({controller}) => controller === true);
  if (owner === undefined) return undefined;
  const hash = metadata.labels?.['pod-template-hash'];
  if (owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`))
    return `deployment/${owner.name.slice(0, -hash.length - 1)}`;
  return `${owner.kind.toLowerCase()}/${owner.name}`;
}

function allowsNone(budget: KubeObject, pods: readonly KubeObject[]): boolean {
  const selector = getIn(budget, ['spec', 'selector']);
  return (
    countIn(budget, ['status', 'disruptionsAllowed']) === 0 &&
    pods.some(({metadata}) => selectorMatches(selector, metadata.labels ?? {}))
  );
}
