// SPDX-License-Identifier: Apache-2.0
import type {KubeObject} from '../../io/kube/cluster.js';
import {getIn, textIn} from '../../manifest/input/tree.js';
import {conditionOf, countIn} from '../apply/field.js';

/** What is known of one object's readiness. `progress` is said of one that is not ready when nothing better is known. */
export type Readiness = {ready: true} | {ready: false; progress: string};

const READY: Readiness = {ready: true};

/** The annotation that says which of a Deployment's ReplicaSets is the newest. */
const REVISION = 'deployment.kubernetes.io/revision';

/** Whether readiness means anything for a kind; others are ready once they are applied. */
export function isWaitedFor(kind: string): boolean {
  return RULES.has(kind);
}

/**
 * Readiness by the rules of spec/install.md §1.4. `replicaSets` are those of the namespace, for a Deployment. A status
 * that the controllers have not brought up to date is never taken for readiness.
 */
export function readinessOf(object: KubeObject, replicaSets: readonly KubeObject[] = []): Readiness {
  return RULES.get(object.kind)?.(object, replicaSets) ?? READY;
}

type Rule = (object: KubeObject, replicaSets: readonly KubeObject[]) => Readiness;

const RULES = new Map<string, Rule>([
  ['CustomResourceDefinition', establishedCrd],
  ['Namespace', activeNamespace],
  ['Deployment', deploymentReadiness],
  ['DaemonSet', daemonSetReadiness],
  ['StatefulSet', statefulSetReadiness],
]);

function establishedCrd(object: KubeObject): Readiness {
  if (conditionOf(object, 'Established')?.['status'] === 'True') return READY;
  const refused = conditionOf(object, 'NamesAccepted');
  const message = refused?.['status'] === 'False' ? textIn(refused, ['message']) : undefined;
  return notReady(message ?? 'not established yet');
}

function activeNamespace(object: KubeObject): Readiness {
  const phase = textIn(object, ['status', 'phase']) ?? 'unknown';
  return phase === 'Active' ? READY : notReady(`phase is ${phase}`);
}

function deploymentReadiness(object: KubeObject, replicaSets: readonly KubeObject[]): Readiness {
  if (isStale(object)) return notReady('its last change has not been taken up by the deployment controller');
  const revision = object.metadata.annotations?.[REVISION];
  const newest = replicaSets.find(
    (set) => isOwnedBy(set, object) && revision !== undefined && set.metadata.annotations?.[REVISION] === revision,
  );
  if (newest === undefined) return notReady('its ReplicaSet has not been created');
  const wanted = replicasOf(object);
  const ready = countIn(newest, ['status', 'readyReplicas']);
  return ready >= wanted ? READY : notReady(`${ready} of ${wanted} replicas are ready`);
}

function daemonSetReadiness(object: KubeObject): Readiness {
  if (isStale(object)) return notReady('its last change has not been taken up by the daemon set controller');
  const wanted = countIn(object, ['status', 'desiredNumberScheduled']);
  const updated = countIn(object, ['status', 'updatedNumberScheduled']);
  const ready = countIn(object, ['status', 'numberReady']);
  if (textIn(object, ['spec', 'updateStrategy', 'type']) === 'OnDelete') {
    return updated === wanted
      ? READY
      : notReady(`${updated} of ${wanted} pods have its last change; delete the others`);
  }
  if (wanted === 0) return notReady('no node runs it: no node matches its node selector and tolerations');
  if (updated !== wanted) return notReady(`${updated} of ${wanted} pods have its last change`);
  return ready >= wanted ? READY : notReady(`${ready} of ${wanted} pods are ready`);
}

function statefulSetReadiness(object: KubeObject): Readiness {
  if (isStale(object)) return notReady('its last change has not been taken up by the stateful set controller');
  const partition = countIn(object, ['spec', 'updateStrategy', 'rollingUpdate', 'partition']);
  const onDelete = textIn(object, ['spec', 'updateStrategy', 'type']) === 'OnDelete';
  const wanted = replicasOf(object) - (onDelete ? 0 : partition);
  const updated = countIn(object, ['status', 'updatedReplicas']);
  return updated >= wanted ? READY : notReady(`${updated} of ${wanted} pods have its last change`);
}

function notReady(progress: string): Readiness {
  return {ready: false, progress};
}

/** Replicas that are left out mean one. */
function replicasOf(object: KubeObject): number {
  const replicas = getIn(object, ['spec', 'replicas']);
  return typeof replicas === 'number' ? replicas : 1;
}

function isStale(object: KubeObject): boolean {
  return countIn(object, ['status', 'observedGeneration']) < (object.metadata.generation ?? 0);
}

export function isOwnedBy(object: KubeObject, owner: KubeObject): boolean {
  return object.metadata.ownerReferences?.some(({uid}) => uid === owner.metadata.uid) === true;
}
