// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../errors.js';

/**
 * Whether an object fits a field selector, `status.phase=Running,metadata.namespace!=shop`: a field that is not there is
 * the empty text (https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/).
 *
 * @throws IstioctlError for what is none.
 */
export function matchesFields(object: Readonly<Record<string, unknown>>, selector: string): boolean {
  return selector.split(',').every((text) => {
    const {path, operator, value} = REQUIREMENT.exec(text.trim())?.groups ?? {};
    if (path === undefined) throw new IstioctlError(`${JSON.stringify(text)} is no field selector`);
    return (textAt(object, path.split('.')) === value) === (operator !== '!=');
  });
}

const REQUIREMENT = /^(?<path>[\w.]+)(?<operator>==?|!=)(?<value>.*)$/;

function textAt(object: object, path: readonly string[]): string {
  let at: unknown = object;
  for (const name of path) {
    at = typeof at === 'object' && at !== null ? Object.getOwnPropertyDescriptor(at, name)?.value : undefined;
  }
  return typeof at === 'string' || typeof at === 'number' || typeof at === 'boolean' ? String(at) : '';
}
