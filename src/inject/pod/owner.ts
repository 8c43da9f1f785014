// SPDX-License-Identifier: Apache-2.0
import {getKey, type Tree, textIn} from '../../manifest/input/tree.js';
import {labelOf, namedItems, type Pod} from './container.js';

/** The workload that a pod belongs to. */
export interface Owner {
  apiVersion: string;
  kind: string;
  name: string;
  namespace: string;
}

/**
 * The workload of a pod that stands alone: the controller that its references name or, where names tell, the one behind
 * it (spec install.md §4.18, 2).
 */
export function ownerOfPod(pod: Pod): Owner {
  const {metadata} = pod;
  const name = textIn(metadata, ['name']) ?? '';
  const self = {apiVersion: 'v1', kind: 'Pod', name, namespace: textIn(metadata, ['namespace']) ?? ''};
  const controller = namedItems(metadata, 'ownerReferences').find((owner) => getKey(owner, 'controller') === true);
  if (controller === undefined || (textIn(metadata, ['generateName']) ?? '') === '') return self;
  return {...self, ...behind(controller, pod)};
}

type Reference = Omit<Owner, 'namespace'>;

function behind(controller: Tree, pod: Pod): Reference {
  const text = (key: string) => textIn(controller, [key]) ?? '';
  const found = {apiVersion: text('apiVersion'), kind: text('kind'), name: text('name')};
  switch (found.kind) {
    case 'ReplicaSet':
      return behindReplicaSet(found, pod);
    case 'ReplicationController': {
      const config = labelOf(pod, 'deploymentconfig');
      return config === undefined ? found : {...found, kind: 'DeploymentConfig', name: config};
    }
    case 'Job': {
      const cronJob = /^(.+)-\d{8,10}$/.exec(found.name)?.[1];
      return cronJob === undefined ? found : {apiVersion: 'batch/v1', kind: 'CronJob', name: cronJob};
    }
    default:
      return found;
  }
}

function behindReplicaSet(found: Reference, pod: Pod): Reference {
  const stem = (label: string) => {
    const hash = labelOf(pod, label);
    return hash && found.name.endsWith(`-${hash}`) ? found.name.slice(0, -hash.length - 1) : undefined;
  };
  const rollout = stem('rollouts-pod-template-hash');
  if (rollout !== undefined) return {apiVersion: 'v1alpha1', kind: 'Rollout', name: rollout};
  const deployment = stem('pod-template-hash');
  return deployment === undefined ? found : {...found, kind: 'Deployment', name: deployment};
}
