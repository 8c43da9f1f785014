// SPDX-License-Identifier: Apache-2.0

/** How a strategic merge patch treats one field of a Kubernetes type. What has no entry merges as JSON does. */
export interface MergeField {
  /** The list merges element by element, by this field of its elements; without it a list of scalars merges as a set. */
  readonly key?: string;
  /** The list merges, in place of being replaced. */
  readonly list?: true;
  /** The patch replaces the whole field though it is a map. */
  readonly replace?: true;
  /** The type of the field or of its elements. */
  readonly type?: string;
}

export type MergeType = Readonly<Record<string, MergeField>>;
