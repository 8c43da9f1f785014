// SPDX-License-Identifier: Apache-2.0

import {currentName} from '../../schema/envoyfilter/filter-names.js';
import {mapsIn, type Repair, type RepairedObject, type Repairer} from '../repair.js';

interface Successor {
  kind: string;
  /** The key of the map that the field stands in; a route of a list has none. */
  within?: string;
  /** Spellings of the old field. */
  old: readonly string[];
  current: string;
  /** The field of the new one that takes the old one's value. */
  inner: string;
  /** With one of these beside it, something else may be meant. */
  rivals: readonly string[];
  code: 'IST0002' | 'IST0133';
}

/** Fields whose successor says the same in other words. */
const SUCCESSORS: readonly Successor[] = [
  {
    kind: 'VirtualService',
    within: 'delay',
    old: ['percent'],
    current: 'percentage',
    inner: 'value',
    rivals: ['percentage'],
    code: 'IST0002',
  },
  {
    kind: 'VirtualService',
    old: ['mirrorPercent', 'mirror_percent'],
    current: 'mirrorPercentage',
    inner: 'value',
    rivals: ['mirrorPercentage', 'mirror_percentage'],
    code: 'IST0133',
  },
  {
    kind: 'DestinationRule',
    within: 'consistentHash',
    old: ['minimumRingSize', 'minimum_ring_size'],
    current: 'ringHash',
    inner: 'minimumRingSize',
    rivals: ['ringHash', 'ring_hash', 'maglev'],
    code: 'IST0133',
  },
];

/** Fields that have exactly one successor, and names of Envoy's filters that have another now. */
export const deprecatedFields: Repairer = function* (object) {
  for (const successor of SUCCESSORS) {
    if (successor.kind === object.info.name) yield* successions(object, successor);
  }
  if (object.info.name === 'EnvoyFilter') yield* filterNames(object);
};

function* successions({object}: RepairedObject, successor: Successor): Generator<Repair> {
  for (const [path, map] of mapsIn(object['spec'], ['spec'])) {
    if (successor.within !== undefined && path.at(-1) !== successor.within) continue;
    const [field, ...more] = successor.old.filter((name) => Object.hasOwn(map, name));
    if (field === undefined || more.length > 0) continue;
    const value = map[field];
    if (typeof value !== 'number' || value <= 0 || successor.rivals.some((rival) => Object.hasOwn(map, rival)))
      continue;
    const {code, current, inner} = successor;
    yield {code, from: [...path, field], to: [...path, current], value: {[inner]: value}};
  }
}

function* filterNames({object}: RepairedObject): Generator<Repair> {
  for (const [path, map] of mapsIn(object['spec'], ['spec'])) {
    const parent = path.at(-1);
    const {name} = map;
    if ((parent !== 'filter' && parent !== 'subFilter') || !path.includes('match') || typeof name !== 'string')
      continue;
    const current = currentName(name);
    if (current !== undefined) {
      yield {code: 'IST0133', from: [...path, 'name'], to: [...path, 'name'], value: current};
    }
  }
}
