// SPDX-License-Identifier: Apache-2.0
import {isForbidden} from '../errors.js';
import type {ClusterReader, KubeObject} from '../io/kube/cluster.js';
import {REVISION} from './labels.js';

/** Who is injected by a tag or revision. */
export interface Usage {
  /** Namespaces whose labels choose it, sorted. */
  namespaces: string[];
  /** Pods with a sidecar or gateway that it put there, or would put there now. */
  pods: number;
}

const INJECTION = 'istio-injection';

/**
 * Counts for every tag and revision who chose it by label, the default one's `istio-injection=enabled` included. Pods
 * count when they were injected.
 */
export async function revisionUsage(cluster: ClusterReader): Promise<Map<string, Usage>> {
  const [namespaces, pods] = await Promise.all([
    cluster.list({apiVersion: 'v1', kind: 'Namespace'}),
    cluster.list({apiVersion: 'v1', kind: 'Pod'}),
  ]);
  const usages = new Map<string, Usage>();
  const entry = (name: string): Usage => {
    const usage = usages.get(name) ?? {namespaces: [], pods: 0};
    usages.set(name, usage);
    return usage;
  };
  const labelsOf = new Map(namespaces.map(({metadata}) => [metadata.name, metadata.labels ?? {}]));
  for (const [name, labels] of labelsOf) {
    const chosen = choiceOf(labels);
    if (chosen !== undefined) entry(chosen).namespaces.push(name);
  }
  for (const pod of pods.filter(isInjected)) {
    const chosen = choiceOf(labelsOf.get(pod.metadata.namespace ?? '') ?? {}, pod.metadata.labels);
    if (chosen !== undefined) entry(chosen).pods++;
  }
  for (const {namespaces} of usages.values()) namespaces.sort();
  return usages;
}

/** Who uses one tag or revision; undefined when the user may not look. */
export async function usageOf(cluster: ClusterReader, name: string): Promise<Usage | undefined> {
  try {
    return (await revisionUsage(cluster)).get(name) ?? {namespaces: [], pods: 0};
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
}

/** The tag or revision that labels choose, as the webhooks' selectors do: those of the namespace win over the pod's. */
export function choiceOf(namespace: Record<string, string>, pod: Record<string, string> = {}): string | undefined {
  if (namespace[INJECTION] !== undefined) return namespace[INJECTION] === 'enabled' ? 'default' : undefined;
  const named = namespace[REVISION] ?? pod[REVISION];
  if (named !== undefined) return named;
  return pod['sidecar.istio.io/inject'] === 'true' ? 'default' : undefined;
}

/** Whether the injector put a proxy into a pod. */
export function isInjected({metadata}: KubeObject): boolean {
  return metadata.annotations?.['sidecar.istio.io/status'] !== undefined;
}
