// SPDX-License-Identifier: Apache-2.0

import {goQuote} from '../../model/go-format.js';
import type {Labels} from '../../model/kubernetes.js';
import {error, type Problems} from '../problem.js';
import {isDnsLabel} from './domain.js';

const NAME = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const MAX_PREFIX = 253;
const MAX_NAME = 63;

/** Keys and values as Kubernetes takes them. */
export function* labels(map: Labels | undefined): Problems {
  for (const [key, value] of Object.entries(map ?? {})) {
    const problem = keyProblem(key);
    if (problem !== undefined) yield error(problem);
    if (value !== '' && (!NAME.test(value) || value.length > MAX_NAME))
      yield error(`invalid tag value: ${goQuote(value)}`);
  }
}

function keyProblem(key: string): string | undefined {
  const invalid = `invalid tag key: ${goQuote(key)}`;
  const slash = key.indexOf('/');
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  const name = key.slice(slash + 1);
  if (!NAME.test(name) || (prefix !== undefined && !prefix.split('.').every(isDnsLabel))) return invalid;
  if (prefix !== undefined && prefix.length > MAX_PREFIX) return `${invalid} (DNS prefix is too long)`;
  return name.length > MAX_NAME ? `${invalid} (name is too long)` : undefined;
}

/** What selectors may not hold: empty keys, and stars. */
export function* selectorLabels(map: Labels | undefined): Problems {
  for (const [key, value] of Object.entries(map ?? {})) {
    const text = goQuote(`${key}=${value}`);
    if (key === '') yield error(`empty key is not supported in selector: ${text}`);
    if (key.includes('*') || value.includes('*')) yield error(`wildcard is not supported in selector: ${text}`);
  }
}
