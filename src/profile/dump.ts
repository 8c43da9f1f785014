// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../errors.js';
import {getIn, isTree, type Tree} from '../manifest/input/tree.js';
import {nearest} from '../suggest.js';

/** Steps of a path below `spec`, as `--set` writes it: `values.global` or `components.ingressGateways[0].k8s`. */
export function configPath(text: string): (string | number)[] {
  return text
    .split(/(?<!\\)\./)
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [, name = '', indices = ''] = /^(.*?)((?:\[\d+\])*)$/s.exec(part) ?? [];
      const steps: (string | number)[] = name === '' ? [] : [name.replaceAll('\\.', '.')];
      return [...steps, ...[...indices.matchAll(/\d+/g)].map(([index]) => Number(index))];
    });
}

/**
 * What stands at a path below `spec` of a merged document.
 * @throws IstioctlError that names the first step that is not there and what is.
 */
export function valueAt(document: Tree, text: string): unknown {
  let at = getIn(document, ['spec']);
  for (const step of configPath(text)) {
    const next = childOf(at, step);
    if (next === undefined) throw missing(text, step, at);
    at = next;
  }
  return at;
}

function childOf(value: unknown, step: string | number): unknown {
  if (typeof step === 'number') return Array.isArray(value) ? value[step] : undefined;
  return isTree(value) ? getIn(value, [step]) : undefined;
}

function missing(text: string, step: string | number, at: unknown): IstioctlError {
  const known = isTree(at) ? Object.keys(at).sort() : [];
  const meant = nearest(String(step), known);
  const hint =
    meant.length > 0
      ? `did you mean ${meant.map((name) => `"${name}"`).join(' or ')}?`
      : `there is ${known.join(', ') || 'nothing below it'}`;
  return new IstioctlError(`the profile has no "${step}" at path "${text}"`, {hint});
}

/** `path=value` lines that `--set` takes back, sorted; `prefix` is the path the value stands at. */
export function asFlags(value: unknown, prefix = ''): string[] {
  return leaves(value, prefix).sort();
}

function leaves(value: unknown, path: string): string[] {
  if (Array.isArray(value) && value.length > 0) return value.flatMap((item, i) => leaves(item, `${path}[${i}]`));
  if (isTree(value) && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([key, below]) => {
      const step = key.replaceAll('.', '\\.');
      return leaves(below, path ? `${path}.${step}` : step);
    });
  }
  return [`${path}=${JSON.stringify(value)}`];
}
