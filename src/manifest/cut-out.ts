// SPDX-License-Identifier: Apache-2.0
import {emitYaml} from '../yaml/emit.js';
import {compareKeys} from '../yaml/natural-order.js';
import {parseYaml} from '../yaml/parse.js';
import type {ComponentName} from './component.js';
import {identity, type ManifestObject} from './object.js';
import {CUT_OUT} from './package-source.js';
import {isTree, textIn, type Tree} from './tree.js';

/**
 * The object whose `spec` was cut out of the chart (see `PackageSource.cutOutSpecs`), undefined for any other. Its text
 * is put together without reading or printing the spec.
 */
export function cutOutObject(
  component: ComponentName,
  document: Tree,
  specs: ReadonlyMap<string, string>,
): ManifestObject | undefined {
  const name = textIn(document, ['spec', CUT_OUT]);
  const spec = name === undefined ? undefined : specs.get(name);
  if (spec === undefined) return undefined;
  const {spec: _, ...head} = document;
  let value: Tree | undefined;
  const full = () => (value ??= {...head, ...specOf(spec)});
  const specIsLast = Object.keys(head).every((key) => compareKeys(key, 'spec') < 0);
  return {
    ...identity(component, head),
    value: full,
    yaml: () => (specIsLast ? emitYaml(head) + spec : emitYaml(full())),
  };
}

function specOf(text: string): Tree {
  const value = parseYaml(text);
  return isTree(value) ? value : {};
}
