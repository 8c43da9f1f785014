// SPDX-License-Identifier: Apache-2.0

import type {TrafficPolicy} from '../../../api/istio-types.js';
import {error, type Problems, warning} from '../problem.js';

type LocalitySettings = NonNullable<NonNullable<TrafficPolicy['loadBalancer']>['localityLbSetting']>;

const TOPOLOGY = ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone', 'topology.istio.io/subzone'];

/** The rules of spec §4.3a. */
export function* localitySettings(settings: LocalitySettings | undefined, outlierDetection: boolean): Problems {
  if (!settings) return;
  const {distribute = [], failover = [], failoverPriority = []} = settings;
  if (distribute.length > 0 && failover.length > 0) {
    yield error("can not simultaneously specify 'distribute' and 'failover'");
    return;
  }
  const topology = failoverPriority.find((label) => TOPOLOGY.includes(label.split('=')[0] ?? ''));
  if (failover.length > 0 && topology !== undefined) {
    const label = `topology label '${topology}' in 'failover_priority'`;
    yield error(`can not simultaneously set 'failover' and ${label}`);
    return;
  }
  const weights = distribute.map(({to = {}}) => weightProblem(to)).find((problem) => problem !== undefined);
  if (weights !== undefined) {
    yield error(weights);
    return;
  }
  for (const {to = {}} of distribute) yield* localities(Object.keys(to).sort());
  yield* localities(distribute.map(({from = ''}) => from));
  if ((failover.length > 0 || failoverPriority.length > 0) && !outlierDetection) {
    yield warning('outlier detection policy must be provided for failover');
  }
  for (const {from = '', to = ''} of failover) yield* substitute(from, to);
}

function weightProblem(to: Readonly<Record<string, number>>): string | undefined {
  const weights = Object.values(to);
  if (weights.some((weight) => weight < 1 || weight > 100)) return 'locality weight must be in range [1, 100]';
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return total === 100 ? undefined : `total locality weight ${total} != 100`;
}

function* localities(list: readonly string[]): Problems {
  const previous: string[][] = [];
  for (const locality of list) {
    const stars = locality.split('*').length - 1;
    if (stars > 1 || (stars === 1 && !locality.endsWith('*'))) {
      yield error(`locality ${locality} wildcard '*' number can not exceed 1 and must be in the end`);
      return;
    }
    const parts = locality.split('/');
    if (parts.includes('')) {
      yield error(`locality ${locality} must not contain empty region/zone/subzone info`);
      return;
    }
    const fixed = parts.at(-1) === '*' ? parts.slice(0, -1) : parts;
    if (previous.some((other) => overlap(other, fixed))) {
      yield error(`locality ${locality} overlap with previous specified ones`);
      return;
    }
    previous.push(fixed);
  }
}

/** One is the other, or a part of it. */
function overlap(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.every((part, i) => part === long[i]);
}

function* substitute(from: string, to: string): Problems {
  if (from === to) yield error('locality lb failover settings must specify different regions');
  if (from.includes('/') || to.includes('/')) yield error('locality lb failover only specify region');
  if (from.includes('*') || to.includes('*')) {
    yield error("locality lb failover region should not contain '*' wildcard");
  }
}
