// SPDX-License-Identifier: Apache-2.0
import type {ManifestInput} from './input-source.js';
import {getIn, getKey, isTree, mergeTrees, type Tree, textIn, treeIn, withIn} from './tree.js';

/** Fields of spec that are chart values by another name. */
const SPEC_FIELDS: readonly {field: string; values: readonly string[]}[] = [
  {field: 'hub', values: ['global', 'hub']},
  {field: 'tag', values: ['global', 'tag']},
  {field: 'revision', values: ['revision']},
  {field: 'compatibilityVersion', values: ['compatibilityVersion']},
];

/**
 * The merged document with everything the charts need below `spec.values` and `metadata.namespace` set (spec §2.4):
 * spec's own fields, mesh config and component switches are written into the values; the user's values win over them.
 */
export function translateDocument({merged, userValues}: ManifestInput): Tree {
  let values = treeIn(merged, ['spec', 'values']);
  for (const {field, values: path} of SPEC_FIELDS) {
    const value = getIn(merged, ['spec', field]);
    if (isScalar(value)) values = withIn(values, path, String(value));
  }
  const meshConfig = getIn(merged, ['spec', 'meshConfig']);
  if (isTree(meshConfig)) {
    values = withIn(values, ['meshConfig'], mergeTrees(treeIn(values, ['meshConfig']), meshConfig));
  }
  values = withIn(values, ['pilot', 'enabled'], isEnabled(merged, 'pilot'));
  values = withIn(values, ['pilot', 'cni', 'enabled'], isEnabled(merged, 'cni'));
  values = userValues === null ? {} : mergeTrees(values, userValues);
  const unvalidated = getIn(merged, ['spec', 'unvalidatedValues']);
  if (isTree(unvalidated)) values = mergeTrees(values, unvalidated);
  const namespace = textIn(values, ['global', 'istioNamespace']);
  const translated = withIn(merged, ['spec', 'values'], values);
  return namespace ? withIn(translated, ['metadata', 'namespace'], namespace) : translated;
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value) && value !== '';
}

function isEnabled(document: Tree, component: string): boolean {
  return getKey(treeIn(document, ['spec', 'components', component]), 'enabled') === true;
}
