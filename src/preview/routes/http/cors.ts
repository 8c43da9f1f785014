// SPDX-License-Identifier: Apache-2.0

import {any} from '../../any.js';
import type {EnvoyMessage} from '../../model/json.js';
import {wholeSeconds} from '../../values/duration.js';
import {unlessEmpty} from '../../values/present.js';
import {hundredths} from './percent.js';
import type {HttpRoute} from './spec.js';
import {stringMatcher} from './string-match.js';

/**
 * Returns the settings of Envoy's CORS filter for a route
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#CorsPolicy).
 */
export function corsFilter(policy: NonNullable<HttpRoute['corsPolicy']>): EnvoyMessage {
  const origins = policy.allowOrigins ?? policy.allowOrigin?.map((exact) => ({exact}));
  return any('envoy.extensions.filters.http.cors.v3.CorsPolicy', {
    allow_origin_string_match: unlessEmpty(origins?.map(stringMatcher).filter((matcher) => matcher !== undefined)),
    filter_enabled: {default_value: hundredths(100)},
    forward_not_matching_preflights: policy.unmatchedPreflights !== 'IGNORE',
    allow_credentials: policy.allowCredentials ?? undefined,
    allow_methods: commaSeparated(policy.allowMethods),
    allow_headers: commaSeparated(policy.allowHeaders),
    expose_headers: commaSeparated(policy.exposeHeaders),
    max_age: policy.maxAge === undefined ? undefined : String(wholeSeconds(policy.maxAge)),
  });
}

function commaSeparated(list: readonly string[] | undefined): string | undefined {
  return list?.join(',') || undefined;
}
