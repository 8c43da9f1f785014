// SPDX-License-Identifier: Apache-2.0
import type {Tree, ValuePath} from './tree.js';

/** Where an entry of a source stands in its text, counted from 1. */
export interface TextPosition {
  line: number;
  column: number;
}

/** A profile of the package, `default` first. */
export interface ProfileSource {
  kind: 'profile';
  name: string;
  document: Tree;
}

/** What nobody wrote: what was found out about the cluster, and hub and tag of this release. */
export interface DetectedSource {
  kind: 'detected';
  document: Tree;
}

/** A file given with `-f`; `-` is stdin. */
export interface FileSource {
  kind: 'file';
  file: string;
  /** The IstioOperator document as written; empty where the file has none. */
  document: Tree;
  /** The position of a key (or list item) of the document, or of its value. */
  position(path: ValuePath, what?: 'key' | 'value'): TextPosition | undefined;
}

/** A `--set` argument. */
export interface SetSource {
  kind: 'set';
  /** As typed. */
  argument: string;
  /** In the merged document, from `spec`; selectors like `[name:x]` are resolved to the index they found. */
  path: ValuePath;
  value: unknown;
}

/** One source of settings. */
export type InputSource = ProfileSource | DetectedSource | FileSource | SetSource;

/** Everything that was asked for, in order of precedence (last wins), and what comes of it. */
export interface ManifestInput {
  sources: readonly InputSource[];
  /** The profile's name, `default` where none was given. */
  profile: string;
  /** The merged IstioOperator document, before translation into chart values. */
  merged: Tree;
  /**
   * `spec.values` of files and `--set` alone: they win over what is derived from other fields. Null: a file has an empty
   * `values:`, which takes away the profile's and the derived ones.
   */
  userValues: Tree | null;
}
