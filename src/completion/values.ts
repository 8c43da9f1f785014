// SPDX-License-Identifier: Apache-2.0
import {fieldsAt} from '../api/operator/paths.js';
import {completeSet, type SetField} from './set-path.js';

/** The `--set` completion over the IstioOperator API; `profiles` are the names that `profile=` takes. */
export function completeSetArgument(typed: string, profiles: readonly string[]) {
  return completeSet(
    typed,
    (path) => fieldsAt(steps(path)).map(setField),
    () => profiles,
  );
}

function steps(path: string): string[] {
  return path
    .split('.')
    .flatMap((part) => part.split(/(?=\[)/))
    .filter((part) => part !== '');
}

function setField({name, type, doc, values, open}: ReturnType<typeof fieldsAt>[number]): SetField {
  const kind = !open
    ? values?.join() === 'true,false'
      ? 'bool'
      : 'scalar'
    : type.startsWith('list')
      ? 'list'
      : 'object';
  return {name, type: kind, doc: doc ?? type, values};
}
