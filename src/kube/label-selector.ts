// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../errors.js';

/** One requirement: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`. */
const REQUIREMENT =
  /^(?:(?<key>[\w./-]+)\s*(?:(?<operator>==?|!=)\s*(?<value>[\w.-]*)|\s(?<set>in|notin)\s*\((?<values>[^()]*)\))?|!\s*(?<absent>[\w./-]+))$/;

/**
 * Whether labels fit a selector, as Kubernetes reads those
 * (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors). Throws an IstioctlError (64) for what is none.
 */
export function matchesSelector(labels: Readonly<Record<string, string>>, selector: string): boolean {
  return selector.split(/,(?![^()]*\))/).every((text) => {
    const {key = '', operator, value = '', set, values = '', absent} = REQUIREMENT.exec(text.trim())?.groups ?? {};
    if (absent !== undefined) return !Object.hasOwn(labels, absent);
    if (key === '') throw new IstioctlError(`${JSON.stringify(text)} is no label selector`, {exitCode: ExitCode.Usage});
    const own = Object.hasOwn(labels, key) ? labels[key] : undefined;
    const among = own !== undefined && values.split(',').some((each) => each.trim() === own);
    if (set !== undefined) return among === (set === 'in');
    if (operator === undefined) return own !== undefined;
    return operator === '!=' ? own !== value : own === value;
  });
}
