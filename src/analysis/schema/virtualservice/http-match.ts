// SPDX-License-Identifier: Apache-2.0

import type {HttpMatch, StringMatch} from '../../../api/istio-types.js';
import {isJwtClaim} from '../../index/jwt-claim.js';
import {isDnsLabel} from '../checks/domain.js';
import {gatewayNames} from '../checks/gateway-names.js';
import {labels} from '../checks/labels.js';
import {port} from '../checks/port.js';
import {regex, stringMatch} from '../checks/regex.js';
import {error, type Problems} from '../problem.js';

const PSEUDO_HEADERS = new Set([':method', ':scheme', ':authority', ':path', ':status']);

export function* httpMatch(match: HttpMatch): Problems {
  for (const [name, value] of Object.entries(match.headers ?? {})) {
    yield* matchedHeader(name);
    yield* stringMatch(value, 'headers');
  }
  for (const [name, value] of Object.entries(match.withoutHeaders ?? {})) {
    yield* matchedHeader(name);
    if (value.regex !== '*') yield* stringMatch(value, 'withoutHeaders');
  }
  if (match.uri?.regex !== undefined) yield* regex(match.uri.regex, 'uri');
  yield* texts(match);
  if (match.port) yield* port(match.port);
  yield* labels(match.sourceLabels);
  yield* gatewayNames(match.gateways);
  if (match.sourceNamespace && !isDnsLabel(match.sourceNamespace)) {
    yield error(`sourceNamespace match ${match.sourceNamespace} is invalid`);
  }
}

function* texts({scheme, method, authority, queryParams = {}}: HttpMatch): Problems {
  const fields: [string, StringMatch | undefined][] = [
    ['scheme', scheme],
    ['method', method],
    ['authority', authority],
    ...Object.values(queryParams).map((value): [string, StringMatch] => ['queryParams', value]),
  ];
  for (const [where, value] of fields) yield* stringMatch(value, where);
}

function* matchedHeader(name: string): Problems {
  if (!isJwtClaim(name) && !PSEUDO_HEADERS.has(name)) yield* headerName(name);
}

/** A name as HTTP takes it. */
export function* headerName(name: string): Problems {
  if (name === '') yield error('header name cannot be empty');
  else if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) yield error(`header name ${name} is not a valid header name`);
}
