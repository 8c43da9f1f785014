// SPDX-License-Identifier: Apache-2.0
import {emitYaml} from '../../yaml/emit.js';
import {compareKeys} from '../../yaml/natural-order.js';
import {parseYaml} from '../../yaml/parse.js';
import type {ComponentName} from '../component.js';
import {cloneTree, isTree, type Tree, textIn} from '../input/tree.js';
import {identity, type ManifestObject} from '../objects/object.js';
import {CUT_OUT, type PackageSource} from '../package-source.js';

/**
 * The object whose `spec` was cut out of the chart (see `PackageSource.cutOutSpecs`), undefined for any other. Its text
 * is put together without reading or printing the spec.
 */
export function cutOutObject(
  component: ComponentName,
  document: Tree,
  source: PackageSource,
): ManifestObject | undefined {
  const name = textIn(document, ['spec', CUT_OUT]);
  const spec = name === undefined ? undefined : source.cutOutSpecs.get(name);
  if (spec === undefined) return undefined;
  const {spec: _, ...head} = document;
  const full = () => cloneTree({...head, ...specOf(spec)});
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
