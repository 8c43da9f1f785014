// SPDX-License-Identifier: Apache-2.0

import {goQuote} from '../../model/go-format.js';
import {isAddress, prefixReason} from '../checks/address.js';
import {error, type Problems} from '../problem.js';

type Values = readonly string[] | undefined;

/** Lists of values in AuthorizationPolicies; `name` is how messages call the list. */

export function* nonEmpty(values: Values, name: string): Problems {
  if (values?.includes('')) yield error(`empty value not allowed, found in ${name}`);
}

/** Addresses and blocks of them. */
export function* ips(values: Values): Problems {
  for (const value of values ?? []) {
    if (!value.includes('/')) {
      if (!isAddress(value)) yield error(`bad IP address (${value})`);
      continue;
    }
    const reason = prefixReason(value);
    if (reason !== undefined) yield error(`bad CIDR range (${value}): netip.ParsePrefix(${goQuote(value)}): ${reason}`);
  }
}

export function* ports(values: Values): Problems {
  for (const value of values ?? []) {
    if (!/^\d+$/.test(value)) {
      yield error(`bad port (${value}): strconv.ParseUint: parsing ${goQuote(value)}: invalid syntax`);
    } else if (Number(value) > 0xffff_ffff) {
      yield error(`bad port (${value}): strconv.ParseUint: parsing ${goQuote(value)}: value out of range`);
    } else if (Number(value) > 65_535) yield error(`bad port (${value}): <nil>`);
  }
}

const MOST = 16;
const LONGEST = 320;

/** `account` or `namespace/account`; only the first value that is wrong counts. */
export function* serviceAccounts(values: Values, name: string): Problems {
  if (!values) return;
  if (values.length > MOST) yield error(`may not have more than ${MOST} values`);
  const problem = values.map((value) => accountProblem(value, name)).find((found) => found !== undefined);
  if (problem !== undefined) yield error(problem);
}

function accountProblem(value: string, name: string): string | undefined {
  const expected = "expected format 'serviceAccount' or 'namespace/serviceAccount', found";
  const [first = '', second, third] = value.split('/');
  if (value === '') return `empty value not allowed, found in ${name}`;
  if (value.includes('*')) return `wildcard not allowed, found in ${name}`;
  if (third !== undefined) return `${expected} ${goQuote(value)} in ${name}`;
  if (value.length > LONGEST) return `value cannot exceed ${LONGEST} characters, found ${goQuote(value)} in ${name}`;
  if (second !== undefined && first === '') return `${expected} empty namespace ${goQuote(value)} in ${name}`;
  return second === '' ? `${expected} empty serviceAccount ${goQuote(value)} in ${name}` : undefined;
}

/** Names of trust domains with a star at one end; only the first value that is wrong counts. */
export function* trustDomains(values: Values, name: string): Problems {
  const problem = (values ?? []).map((value) => trustDomainProblem(value, name)).find((found) => found !== undefined);
  if (problem !== undefined) yield error(problem);
}

function trustDomainProblem(value: string, name: string): string | undefined {
  const stars = value.split('*').length - 1;
  const found = `found in ${name}: ${goQuote(value)}`;
  if (value === '') return `empty value not allowed, found in ${name}`;
  if (stars > 1) return `at most one wildcard is allowed, ${found}`;
  if (stars === 1 && !value.startsWith('*') && !value.endsWith('*')) {
    return `wildcard is only allowed at the start or end, ${found}`;
  }
  return value.includes('/') ? `trust domain must not contain '/', ${found}` : undefined;
}
