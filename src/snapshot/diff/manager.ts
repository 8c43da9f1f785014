// SPDX-License-Identifier: Apache-2.0
import type {KubeObject} from '../../io/kube/cluster.js';
import {getIn, isTree, textIn} from '../../manifest/input/tree.js';
import type {FieldStep} from './fields.js';

/** Who wrote something, and when, as the API server notes it. */
export interface Written {
  manager: string;
  /** RFC 3339. */
  time: string;
}

/**
 * Returns who wrote a field last, by metadata.managedFields (kubernetes.io: Server-Side Apply, field management);
 * undefined where nobody is noted. A field that is gone belongs to nobody: whoever wrote the object last is named.
 */
export function writerOf(object: KubeObject, path: readonly FieldStep[]): Written | undefined {
  const entries = getIn(object, ['metadata', 'managedFields']);
  const all = (Array.isArray(entries) ? entries : []).flatMap((entry: unknown) => {
    const [manager, time] = [textIn(entry, ['manager']), textIn(entry, ['time'])];
    return manager !== undefined && time !== undefined ? [{manager, time, fields: getIn(entry, ['fieldsV1'])}] : [];
  });
  const own = all.filter(({fields}) => holds(fields, path));
  const last = latest(own.length > 0 ? own : all);
  return last && {manager: last.manager, time: last.time};
}

function latest<T extends {time: string}>(entries: readonly T[]): T | undefined {
  return entries.toSorted((a, b) => (a.time < b.time ? 1 : -1))[0];
}

/** Whether a set of fields has one; of a list that is written as a whole nothing below it is in the set. */
function holds(fields: unknown, [step, ...rest]: readonly FieldStep[]): boolean {
  if (!isTree(fields)) return false;
  const below = Object.entries(fields).filter(([name]) => name !== '.');
  if (step === undefined || below.length === 0) return true;
  if (typeof step === 'string') return holds(fields[`f:${step}`], rest);
  return below.some(([name, inner]) => isItem(name, step) && holds(inner, rest));
}

function isItem(name: string, step: Exclude<FieldStep, string>): boolean {
  if (typeof step === 'number') return name === `i:${step}`;
  return name.startsWith('k:') && name.includes(`${JSON.stringify(step.key)}:${JSON.stringify(step.value)}`);
}
