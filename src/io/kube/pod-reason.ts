// SPDX-License-Identifier: Apache-2.0
import type {Cluster, KubeObject} from './cluster.js';
import {mapField, textField} from './fields.js';
import type {PodKey} from './pod-target.js';

/** Why nothing in a pod can be reached. */
export interface PodReason {
  message: string;
  hint?: string | undefined;
}

/** Why nothing in the pod can be reached, if its state tells; undefined where it runs or cannot be looked at. */
export async function reasonInPod(cluster: Pick<Cluster, 'get'>, key: PodKey): Promise<PodReason | undefined> {
  let pod: KubeObject | undefined;
  try {
    pod = await cluster.get({apiVersion: 'v1', kind: 'Pod'}, key);
  } catch {
    return undefined; // What failed first is what to tell of.
  }
  const {namespace, name} = key;
  if (!pod) {
    return {
      message: `building port forwarded: failed retrieving: pods ${JSON.stringify(name)} not found in the ${JSON.stringify(namespace)} namespace`,
      hint: 'name its namespace with -n NAMESPACE or as POD.NAMESPACE; TYPE/NAME finds the pods of something',
    };
  }
  const phase = textField(mapField(pod, 'status') ?? {}, 'phase') ?? 'Unknown';
  if (phase === 'Running') return undefined;
  return {message: `building port forwarded: pod is not running. Status=${phase}`};
}
