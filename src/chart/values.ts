// SPDX-License-Identifier: Apache-2.0
import {getKey, isMap, setKey, type Value, type ValueMap} from '../template/compile/value.js';
import {ChartError} from './error.js';
import {copyMap, deepCopy} from './functions/deep.js';

/** As much of a chart as decides about its values. */
export interface ValuesNode {
  readonly name: string;
  readonly values: ValueMap;
  readonly dependencies: readonly ValuesNode[];
}

/**
 * What a nil in the user's values means for a key that the chart has a default for: `delete` takes the key away,
 * `keep` leaves the nil (while values are merged that are to be coalesced again later).
 */
export type NilRule = 'delete' | 'keep';

/**
 * The user's values over the defaults of the chart and, under their names, of its subcharts; `global` reaches down into
 * every subchart. Neither argument is changed. Throws a ChartError if a subchart's values are no map.
 */
export function coalesceValues(chart: ValuesNode, values: ValueMap, nils: NilRule = 'delete'): ValueMap {
  return coalesce(chart, copyMap(values), nils, chart.name);
}

function coalesce(chart: ValuesNode, values: ValueMap, nils: NilRule, path: string): ValueMap {
  addDefaults(chart, values, nils);
  for (const subchart of chart.dependencies) {
    const given = Object.hasOwn(values, subchart.name) ? getKey(values, subchart.name) : {};
    if (!isMap(given)) {
      throw new ChartError(`values of subchart ${path}.${subchart.name}: a map was expected`, {
        helmText: `type mismatch on ${subchart.name}: ${typeof given}`,
        unreadable: true,
      });
    }
    addGlobals(given, values);
    setKey(values, subchart.name, coalesce(subchart, given, nils, `${path}.${subchart.name}`));
  }
  return values;
}

function addDefaults(chart: ValuesNode, values: ValueMap, nils: NilRule): void {
  const subcharts = new Set(chart.dependencies.map(({name}) => name));
  for (const key of Object.keys(chart.values)) {
    // Nils under a subchart's name have to last until that chart's own defaults come.
    const inner = subcharts.has(key) ? 'keep' : nils;
    if (getKey(values, key) === null && nils === 'delete') delete values[key];
    else fill(values, key, getKey(chart.values, key) ?? null, inner);
  }
}

/** Adds what the target lacks, in place; where both have a map, key by key. The source is copied. */
export function fillTable(target: ValueMap, source: Readonly<ValueMap>, nils: NilRule): ValueMap {
  for (const key of Object.keys(source)) fill(target, key, getKey(source, key) ?? null, nils);
  return target;
}

function shallowCopy(map: ValueMap): ValueMap {
  const copied: ValueMap = {};
  for (const key of Object.keys(map)) setKey(copied, key, getKey(map, key));
  return copied;
}

function fill(target: ValueMap, key: string, fallback: Value, nils: NilRule): void {
  const own = getKey(target, key);
  if (own === undefined) setKey(target, key, deepCopy(fallback));
  else if (own === null) {
    // A nil over a nil stays, but not at the top of a chart's values: there a nil always takes the key away.
    if (nils === 'delete' && fallback !== null) delete target[key];
  } else if (isMap(own) && isMap(fallback)) fillTable(own, fallback, nils);
}

/** The parent's globals win over the subchart's own, except that a map and anything else never replace each other. */
function addGlobals(values: ValueMap, parent: ValueMap): void {
  const inherited = getKey(parent, 'global') ?? {};
  const own = getKey(values, 'global') ?? {};
  if (!isMap(inherited) || !isMap(own)) return;
  for (const key of Object.keys(inherited)) {
    // Helm copies one level: what a subchart adds to deeper maps shows in the parent's globals too.
    const value = getKey(inherited, key);
    const theirs = isMap(value) ? shallowCopy(value) : value;
    const ours = getKey(own, key);
    if (ours !== undefined && isMap(ours) !== isMap(theirs)) continue;
    setKey(own, key, isMap(ours) && isMap(theirs) ? fillTable(theirs, ours, 'keep') : theirs);
  }
  setKey(values, 'global', own);
}

/** The value at a path of keys with dots between them; undefined if there is none. */
export function valueAt(values: ValueMap, path: string): Value {
  let at: Value = values;
  for (const key of path.split('.')) {
    if (!isMap(at)) return undefined;
    at = getKey(at, key);
  }
  return at;
}
