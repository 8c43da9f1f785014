// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../errors.js';
import {isTree, textIn} from '../manifest/input/tree.js';
import {REVISION} from '../revision/labels.js';

/** What one istiod knows of a cluster whose services it reads. */
export interface ClusterStatus {
  name: string;
  /** `namespace/name` of the Secret by which it gets there; empty for its own cluster. */
  secret: string;
  status: string;
  /** Name of the istiod's pod. */
  istiod: string;
  /** Revision in that pod's labels; empty where they have none. */
  revision: string;
}

/** An istiod that answered: its pod's name and labels. */
export interface AnsweringIstiod {
  name: string;
  labels?: Readonly<Record<string, string>>;
}

/**
 * Returns the clusters in the answer of istiod's debug page clusterz.
 *
 * @throws IstioctlError for any other answer.
 */
export function clusterStatuses(text: string, {name: istiod, labels}: AnsweringIstiod): ClusterStatus[] {
  const broken = (cause?: unknown): IstioctlError =>
    new IstioctlError(`istiod ${istiod} answered its page clusterz with something else than a list of clusters`, {
      cause,
      hint: 'Is it of a much older or newer release?',
    });
  let entries: unknown;
  try {
    entries = JSON.parse(text);
  } catch (error) {
    throw broken(error);
  }
  if (entries === null) return [];
  if (!Array.isArray(entries) || !entries.every(isTree)) throw broken();
  return entries.map((entry) => ({
    name: textIn(entry, ['id']) ?? '',
    secret: textIn(entry, ['secretName']) ?? '',
    status: textIn(entry, ['syncStatus']) ?? '',
    istiod,
    revision: labels?.[REVISION] ?? '',
  }));
}
