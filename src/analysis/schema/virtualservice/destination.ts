// SPDX-License-Identifier: Apache-2.0

import type {Destination, HttpRoute} from '../../../api/istio-types.js';
import {isDnsLabel, wildcardDomainProblem} from '../checks/domain.js';
import {port} from '../checks/port.js';
import {error, type Problems} from '../problem.js';
import {headerChanges} from './headers.js';

export function* destination(to: Destination): Problems {
  const host = to.host ?? '';
  const problem = host === '*' ? 'invalid destination host *' : wildcardDomainProblem(host);
  if (problem !== undefined) yield error(problem);
  if (to.subset && !isDnsLabel(to.subset)) yield error(`subset name is invalid: ${to.subset}`);
  if (to.port) yield* port(to.port.number);
}

type Weighted = NonNullable<HttpRoute['route']>[number];

export function* weightedDestinations(routes: readonly Partial<Weighted>[]): Problems {
  let total = 0;
  for (const {destination: to, headers, weight = 0} of routes) {
    yield* headerChanges(headers);
    if (to) yield* destination(to);
    else yield error('destination is required');
    if (weight < 0) yield error(`weight ${weight} < 0`);
    total += weight;
  }
  if (routes.length > 1 && total === 0) yield error('total destination weight = 0');
}
