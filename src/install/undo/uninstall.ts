// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../errors.js';
import type {Cluster, KubeObject} from '../../io/kube/cluster.js';
import {quantity} from '../../quantity.js';
import {CUSTOM_RESOURCE_DEFINITION, REMOVABLE} from '../apply/kinds.js';
import {COMPONENT, type Owner, ownershipSelector} from '../apply/labels.js';
import type {Progress} from '../apply/progress.js';
import {pause} from '../apply/transient.js';
import {prefixed} from '../errors.js';
import {findRecords} from '../record/record.js';
import {isBeingFinalized, nudge} from '../wait/nudge.js';
import {findObjects, removeObject} from './remove.js';

/** What an uninstall is about: everything of Istio, or one owner's objects (a revision, a file, or both). */
export type UninstallScope = {purge: true; keepCrds?: boolean} | {purge: false; owner: Owner};

/**
 * Finds what an uninstall removes (spec/install.md §1.7), the recorded inputs included. Without purge the CRDs stay,
 * and with them what users made.
 */
export async function findInstalled(cluster: Cluster, scope: UninstallScope): Promise<KubeObject[]> {
  if (scope.purge) {
    const kinds = scope.keepCrds === true ? REMOVABLE : [...REMOVABLE, CUSTOM_RESOURCE_DEFINITION];
    return [...(await findObjects(cluster, kinds, COMPONENT)), ...(await findRecords(cluster, undefined))];
  }
  const {owner} = scope;
  const components = `${COMPONENT} in (Pilot,IngressGateways,EgressGateways,Cni,Ztunnel)`;
  const selector = [ownershipSelector(owner), components].filter(Boolean).join(',');
  const records = await findRecords(cluster, owner.namespace, owner.revision || 'default');
  return [...(await findObjects(cluster, REMOVABLE, selector)), ...records];
}

/** Revisions of which there is an injection webhook. */
export async function knownRevisions(cluster: Cluster): Promise<string[]> {
  const kind = {apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration'};
  const webhooks = await cluster.list(kind).catch((error: unknown) => {
    throw prefixed('could not list revisions', error);
  });
  return webhooks.map(({metadata}) => metadata.labels?.['istio.io/rev'] ?? 'default');
}

export interface UninstallOptions {
  progress: Progress;
  signal: AbortSignal;
  /** Milliseconds until the objects must be gone. */
  timeout: number;
}

/**
 * Deletes the objects and returns when they are gone, so that an install may follow at once. Throws for objects that
 * stay, naming the finalizers that keep them.
 */
export async function removeInstalled(
  cluster: Cluster,
  objects: KubeObject[],
  {progress, signal, timeout}: UninstallOptions,
): Promise<void> {
  let deleted = 0;
  try {
    for (const object of objects) {
      signal.throwIfAborted();
      await removeObject(cluster, object, progress);
      deleted++;
    }
    await untilGone(cluster, objects, timeout, signal);
  } catch (error) {
    if (!signal.aborted) throw prefixed('failed to delete control plane resources by revision', error);
    throw new IstioctlError(`interrupted; ${deleted} of ${quantity(objects.length, 'object')} deleted`, {
      exitCode: ExitCode.Interrupted,
    });
  }
  progress({kind: 'complete', what: 'Uninstall'});
}

/** Milliseconds that a CRD may take to go before an API server is taken to have forgotten it. */
const NUDGE_AFTER = 10_000;

async function untilGone(
  cluster: Pick<Cluster, 'get' | 'patch'>,
  objects: KubeObject[],
  timeout: number,
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + timeout;
  let left = objects;
  let nudgeAt = Date.now() + NUDGE_AFTER;
  for (let wait = 100; ; wait = Math.min(wait * 2, 1000)) {
    const found = await Promise.all(left.map((object) => cluster.get(object, object.metadata)));
    // One that was made anew meanwhile is not the one that was deleted.
    left = found.filter((live, i) => live?.metadata.uid === left[i]?.metadata.uid).filter((live) => live !== undefined);
    if (left.length === 0) return;
    if (Date.now() >= deadline) throw stillThere(left);
    if (Date.now() >= nudgeAt) {
      // Who may delete a CRD need not have the right to change it; it goes some minutes later then.
      await Promise.all(left.filter(isBeingFinalized).map((object) => nudge(cluster, object).catch(() => {})));
      nudgeAt = Date.now() + NUDGE_AFTER;
    }
    await pause(wait, signal);
  }
}

function stillThere(objects: KubeObject[]): IstioctlError {
  const lines = objects.map(({kind, metadata: {namespace, name, finalizers}}) => {
    const id = [kind, namespace, name].filter(Boolean).join('/');
    return `  ${id}${finalizers?.length ? ` (held by ${finalizers.join(', ')})` : ''}`;
  });
  return new IstioctlError(`deleted, but not gone yet:\n${lines.join('\n')}`, {
    hint: 'Kubernetes goes on removing them; running the same command again shows what is left.',
  });
}
