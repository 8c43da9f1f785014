// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../errors.js';
import {nearest} from '../../suggest.js';
import {COMPONENTS} from '../component.js';
import type {ManifestObject} from './object.js';

export interface Selection {
  /** Component names as people write them: `Pilot`, `pilot`, `ingressGateways`; all where left out. */
  components?: readonly string[] | undefined;
  crds: boolean;
}

/**
 * The objects that were asked for, in the order given.
 * @throws IstioctlError (64) for a component that does not exist
 */
export function selectObjects<T extends Pick<ManifestObject, 'component' | 'kind'>>(
  objects: readonly T[],
  selection: Selection,
): T[] {
  const wanted = selection.components && new Set(selection.components.map(componentNamed));
  return objects.filter(({component, kind}) => {
    if (!selection.crds && kind === 'CustomResourceDefinition') return false;
    return wanted === undefined || wanted.has(component);
  });
}

function componentNamed(text: string): string {
  const found = COMPONENTS.find(({name, key}) =>
    [name, key].some((known) => known.toLowerCase() === text.toLowerCase()),
  );
  if (found) return found.name;
  const names = COMPONENTS.map(({name}) => name);
  const meant = nearest(text, names);
  throw new IstioctlError(`unknown component "${text}"; there are ${names.join(', ')}`, {
    exitCode: ExitCode.Usage,
    ...(meant.length > 0 && {hint: `did you mean ${meant.join(' or ')}?`}),
  });
}
