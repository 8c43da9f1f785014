// SPDX-License-Identifier: Apache-2.0

import {jsonMistake} from '../../../yaml/json-mistake.js';
import {goQuote} from '../../model/go-format.js';
import type {Specs} from '../../model/resource.js';
import {attachment} from '../checks/attachment.js';
import {duration} from '../checks/duration.js';
import {urlReason, urlScheme} from '../checks/url.js';
import {type Config, error, type Problems, warning} from '../problem.js';

type JwtRule = Partial<NonNullable<Specs['RequestAuthentication']['jwtRules']>[number]>;

/** The rules of spec §4.8. */
export function* requestAuthentication({spec}: Config<'RequestAuthentication'>): Problems {
  yield* attachment(spec);
  for (const rule of spec.jwtRules ?? []) yield* jwtRule(rule);
}

function* jwtRule(rule: JwtRule): Problems {
  if (rule.audiences?.includes('')) yield error('audience must be non-empty string');
  if (!rule.issuer && !rule.jwksUri) yield error('issuer or jwksUri must be non-empty string');
  if (rule.jwksUri) yield* keysUrl(rule.jwksUri);
  if (rule.jwks) yield* keys(rule.jwks);
  for (const {name} of rule.fromHeaders ?? []) if (!name) yield error('location header name must be non-empty string');
  for (const name of rule.fromParams ?? []) if (name === '') yield error('location query must be non-empty string');
  for (const name of rule.fromCookies ?? []) if (name === '') yield error('cookie name must be non-empty string');
  for (const {header, claim} of rule.outputClaimToHeaders ?? []) yield* claimHeader(header ?? '', claim ?? '');
  yield* duration(rule.timeout);
}

function* keysUrl(url: string): Problems {
  const reason = urlReason(url);
  if (reason !== undefined) {
    yield error(reason);
    return;
  }
  const scheme = urlScheme(url);
  if (scheme !== 'http' && scheme !== 'https') yield error(`URI scheme ${goQuote(scheme)} is not supported`);
}

/** Members of a JSON Web Key that only its owner should know. */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

function* keys(jwks: string): Problems {
  let set: unknown;
  try {
    set = JSON.parse(jwks);
  } catch {
    yield error(`jwks parse error: failed to unmarshal JWK set: ${jsonMistake(jwks)}`);
    return;
  }
  const list = typeof set === 'object' && set !== null && 'keys' in set && Array.isArray(set.keys) ? set.keys : [set];
  for (const [index, key] of list.entries()) {
    if (typeof key !== 'object' || key === null || !PRIVATE.some((member) => member in key)) continue;
    const what = 'contains private key material; only public keys are used for verification';
    yield warning(`jwks key at index ${index} ${what}`);
  }
}

function* claimHeader(header: string, claim: string): Problems {
  if (header === '' || claim === '') {
    yield error('outputClaimToHeaders header and claim value must be non-empty string');
  }
  if (header !== '' && !/^[-_A-Za-z0-9]+$/.test(header)) {
    yield error(`header name ${header} is not a valid header name`);
  }
}
