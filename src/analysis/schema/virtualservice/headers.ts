// SPDX-License-Identifier: Apache-2.0

import type {HttpRoute} from '../../../api/istio-types.js';
import {goQuote} from '../../model/go-format.js';
import {headerValue} from '../checks/header-value.js';
import {error, type Problems} from '../problem.js';

type Headers = HttpRoute['headers'];

const AUTHORITY = new Set([':authority', 'host']);

/** Changes of headers, of a route or of one of its destinations. */
export function* headerChanges(headers: Headers): Problems {
  const {request, response} = headers ?? {};
  for (const values of [request?.set, request?.add]) {
    for (const [name, value] of Object.entries(values ?? {})) {
      yield* requestHeader(name);
      yield* headerValue(value);
    }
  }
  for (const name of request?.remove ?? []) yield* otherHeader(name);
  for (const values of [response?.set, response?.add]) {
    for (const [name, value] of Object.entries(values ?? {})) {
      yield* otherHeader(name);
      yield* headerValue(value);
    }
  }
  for (const name of response?.remove ?? []) yield* otherHeader(name);
}

/** The authority of a request may be changed, by either of its names. */
function* requestHeader(name: string): Problems {
  if (name === '') yield error('header name cannot be empty');
  else if (!AUTHORITY.has(name.toLowerCase())) yield* noColon(name);
}

function* otherHeader(name: string): Problems {
  if (name === '') yield error('header name cannot be empty');
  else if (name.toLowerCase() === 'host') yield error(`invalid header ${goQuote(name)}: cannot set Host header`);
  else yield* noColon(name);
}

function* noColon(name: string): Problems {
  if (name.startsWith(':')) yield error(`invalid header ${goQuote(name)}: header cannot have ":" prefix`);
}

/** The authority may come from one place only: the rewrite, or one header. */
export function* authorityOnce(route: HttpRoute): Problems {
  const {set = {}, add = {}} = route.headers?.request ?? {};
  let have = route.rewrite?.authority ?? '';
  for (const values of [set, add]) {
    for (const [name, value] of Object.entries(values)) {
      if (!AUTHORITY.has(name.toLowerCase())) continue;
      if (have === '') have = value;
      else {
        const both = `have ${goQuote(have)}, attempting to set ${goQuote(value)}`;
        yield error(`authority header cannot be set multiple times: ${both}`);
      }
    }
  }
}
