// SPDX-License-Identifier: Apache-2.0
import type {ClusterReader, KubeObject} from '../../io/kube/cluster.js';
import {hintsFor} from './hints.js';
import {troubleOf} from './trouble.js';

/** An object that is not ready, and the best reason known. */
export interface Pending {
  id: string;
  object: KubeObject;
  reason: string;
}

/** Why an object is not ready, and what may help. */
export interface Explanation {
  id: string;
  reason: string;
  events: string[];
  hints: string[];
}

/** Asks the cluster why objects are not ready; when that fails, says so with what was known before. Sorted by id. */
export async function explain(cluster: ClusterReader, pending: readonly Pending[]): Promise<Explanation[]> {
  const explained = await Promise.all(pending.map((one) => explainOne(cluster, one)));
  return explained.sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function explainOne(cluster: ClusterReader, {id, object, reason}: Pending): Promise<Explanation> {
  try {
    const trouble = await troubleOf(cluster, object);
    if (trouble === undefined) return {id, reason, events: [], hints: []};
    const {events} = trouble;
    return {id, reason: `${reason}; ${trouble.reason}`, events, hints: hintsFor([trouble.reason, ...events])};
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const why = reason === text ? reason : `${reason}; the reason could not be read: ${text}`;
    return {id, reason: why, events: [], hints: []};
  }
}

/** An explanation as lines: the object with its reason, then events and hints, each a step further in. */
export function explanationLines({id, reason, events, hints}: Explanation): string[] {
  return [
    `  ${id} (${reason})`,
    ...events.map((event) => `      event: ${event}`),
    ...hints.map((hint) => `      hint: ${hint}`),
  ];
}
