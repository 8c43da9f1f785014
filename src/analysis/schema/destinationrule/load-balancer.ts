// SPDX-License-Identifier: Apache-2.0

import type {TrafficPolicy} from '../../../api/istio-types.js';
import {duration} from '../checks/duration.js';
import {error, type Problems, warning} from '../problem.js';
import {localitySettings} from './locality.js';

type LoadBalancer = NonNullable<TrafficPolicy['loadBalancer']>;
type ConsistentHash = NonNullable<LoadBalancer['consistentHash']>;

export function* loadBalancer(balancer: TrafficPolicy['loadBalancer'], outlierDetection: boolean): Problems {
  if (!balancer) return;
  yield* consistentHash(balancer.consistentHash);
  yield* localitySettings(balancer.localityLbSetting, outlierDetection);
  const {warmup} = balancer;
  if (!warmup) return;
  if (warmup.duration === undefined) yield error('duration is required');
  else yield* duration(warmup.duration);
  if ((warmup.minimumPercent ?? 0) > 100) yield error('minimumPercent value should be less than or equal to 100');
  if ((warmup.aggression ?? 1) < 1) yield error('aggression should be greater than or equal to 1');
}

function* consistentHash(hash: ConsistentHash | undefined): Problems {
  if (!hash) return;
  yield* cookie(hash.httpCookie);
  if (hash.minimumRingSize) {
    const better = "use ConsistentHashLB's RingHash configuration instead";
    yield warning(`consistent hash MinimumRingSize is deprecated, ${better}`);
    if (hash.ringHash || hash.maglev) {
      yield error('only one of MinimumRingSize or Maglev/Ringhash can be specified');
    }
  }
  if (hash.maglev) yield* maglev(hash.maglev.tableSize ?? 0);
}

function* cookie(given: ConsistentHash['httpCookie']): Problems {
  if (!given) return;
  if (!given.name) yield error('name required for HttpCookie');
  const names = new Set<string>();
  for (const {name = ''} of given.attributes ?? []) {
    if (name === '') yield error('cookie attribute name cannot be empty');
    else if (names.has(name)) yield error(`duplicate cookie attribute name: ${name}`);
    names.add(name);
  }
}

/** Envoy's bound on the table of Maglev. */
const MAGLEV_LIMIT = 5_000_011;

function* maglev(size: number): Problems {
  if (size === 0) yield error('tableSize must be set for maglev');
  if (size >= MAGLEV_LIMIT) yield error(`tableSize must be less than ${MAGLEV_LIMIT} for maglev`);
  if (!isPrime(size)) yield error('tableSize must be a prime number for maglev');
}

function isPrime(number: number): boolean {
  if (number < 2) return false;
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false;
  return true;
}
