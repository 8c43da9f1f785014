// SPDX-License-Identifier: Apache-2.0
import type {Value} from '../../template/compile/value.js';
import type {PrintedYaml} from '../printed-yaml.js';

/** What one rendering gives to the functions. Compiled templates are bound to it; the renderer fills it in. */
export interface Context {
  /** Helm's lookup: the object, a list if `name` is empty, or an empty map. */
  lookup: (apiVersion: string, kind: string, namespace: string, name: string) => Value;
  /** What `now` returns, in milliseconds since 1970. Throws if the rendering has no clock. */
  now: () => number;
  /** What `toYaml` prints, where somebody wants to know. */
  printed?: PrintedYaml;
  /** A group of functions that a template called before it was loaded; the rendering is to be done again. */
  missing: LazyGroup | undefined;
}

/** Functions that are loaded only for charts that call them. */
export type LazyGroup = 'regex' | 'crypto' | 'dates';
