// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../errors.js';
import type {Cluster} from '../io/kube/cluster.js';
import {MUTATING} from './labels.js';
import {deactivated} from './tag-webhook.js';

const ATTEMPTS = 5;

/**
 * Takes the webhooks of a configuration out of service, which the default tag answers for. Changes nothing where
 * nothing is left to be done: a repeated install writes nothing.
 */
export async function deactivate(cluster: Cluster, name: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const live = await cluster.get(MUTATING, {name});
    const webhooks: unknown = live && deactivated(live)['webhooks'];
    if (live === undefined || JSON.stringify(webhooks) === JSON.stringify(live['webhooks'])) return;
    // With the version it was read in: what istiod writes meanwhile must not be undone.
    const patch = {metadata: {resourceVersion: live.metadata.resourceVersion}, webhooks};
    try {
      await cluster.patch(MUTATING, {name}, patch, {type: 'merge'});
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || !isConflict(error)) throw error;
    }
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof IstioctlError && 'status' in error && error.status === 409;
}
