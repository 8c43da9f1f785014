// SPDX-License-Identifier: Apache-2.0
import {isMessage} from '../envoy/dump/message.js';
import type {KubeObject} from '../io/kube/cluster.js';

/**
 * Clocks tell seconds here, and those of istiod and of the API server may be a little apart: a push counts as later than a
 * change when so many milliseconds lie between what they say.
 */
const APART = 2000;

/** After so many milliseconds istiod has pushed what follows from a change, if anything does, whatever clocks say. */
const LONG_AGO = 60_000;

/**
 * Whether the version of a push (`2026-11-30T12:00:00Z/17`) is of a time after the last change of an object, or that change
 * so long ago that no push is to come for it. False where the times do not tell.
 */
export function isPushedSince(version: string, object: KubeObject, now: number): boolean {
  const changed = lastChange(object);
  if (changed === undefined) return false;
  if (now - changed >= LONG_AGO) return true;
  const pushed = Date.parse(version.slice(0, version.indexOf('/')));
  return pushed - changed >= APART;
}

/** When somebody last wrote more of an object than its status, in milliseconds; undefined where the API server does not say. */
function lastChange({metadata}: KubeObject): number | undefined {
  const fields: unknown = 'managedFields' in metadata ? metadata.managedFields : undefined;
  const entries: unknown[] = Array.isArray(fields) ? fields : [];
  const times = entries
    .filter(isMessage)
    .filter(({subresource}) => subresource === undefined || subresource === '')
    .map(({time}) => Date.parse(String(time)))
    .filter((time) => !Number.isNaN(time));
  return times.length === 0 ? undefined : Math.max(...times);
}
