// SPDX-License-Identifier: Apache-2.0
import type {ManifestInput} from './input/input-source.js';
import {getIn, getKey, isTree, mergeTrees, type Tree, textIn, treeIn, withIn} from './input/tree.js';

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
 * With `compat` they win only where the Go istioctl lets them, see {@link sharedWithUser}.
 */
export function translateDocument(input: ManifestInput, {compat}: {compat: boolean}): Tree {
  const {merged, userValues} = input;
  const written = writtenValues(merged);
  let values = written.reduce((tree, {path, value}) => write(tree, path, value), treeIn(merged, ['spec', 'values']));
  values = userValues === null ? {} : mergeTrees(values, userValues);
  if (compat && userValues !== null) {
    const lost = written.filter(({path}) => sharedWithUser(input, path));
    values = lost.reduce((tree, {path, value}) => write(tree, path, value), values);
  }
  const unvalidated = getIn(merged, ['spec', 'unvalidatedValues']);
  if (isTree(unvalidated)) values = mergeTrees(values, unvalidated);
  const namespace = textIn(values, ['global', 'istioNamespace']);
  const translated = withIn(merged, ['spec', 'values'], values);
  return namespace ? withIn(translated, ['metadata', 'namespace'], namespace) : translated;
}

interface Written {
  path: readonly string[];
  /** A map is merged into what is there. */
  value: unknown;
}

/** What is written into the values from elsewhere in the document. */
function writtenValues(merged: Tree): Written[] {
  const fields = SPEC_FIELDS.flatMap(({field, values: path}): Written[] => {
    const value = getIn(merged, ['spec', field]);
    return isScalar(value) ? [{path, value: String(value)}] : [];
  });
  const meshConfig = getIn(merged, ['spec', 'meshConfig']);
  return [
    ...fields,
    ...(isTree(meshConfig) ? [{path: ['meshConfig'], value: meshConfig}] : []),
    {path: ['pilot', 'enabled'], value: isEnabled(merged, 'pilot')},
    {path: ['pilot', 'cni', 'enabled'], value: isEnabled(merged, 'cni')},
  ];
}

function write(values: Tree, path: readonly string[], value: unknown): Tree {
  return withIn(values, path, isTree(value) ? mergeTrees(treeIn(values, path), value) : value);
}

/**
 * Whether the Go istioctl writes that value into a map that the user's values share with the merged document, and so
 * loses what the user said: such a map has no counterpart in the profile, so that merging took it over as it is.
 */
function sharedWithUser({sources, userValues}: ManifestInput, path: readonly string[]): boolean {
  const own = path.length === 1 ? path : path.slice(0, -1);
  const bases = sources.filter(({kind}) => kind === 'profile' || kind === 'detected');
  return own.some((_, i) => {
    const map = own.slice(0, i + 1);
    const isInBase = bases.some(
      (base) => 'document' in base && isTree(getIn(base.document, ['spec', 'values', ...map])),
    );
    return !isInBase && isTree(getIn(userValues, map));
  });
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value) && value !== '';
}

function isEnabled(document: Tree, component: string): boolean {
  return getKey(treeIn(document, ['spec', 'components', component]), 'enabled') === true;
}
