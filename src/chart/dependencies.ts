// SPDX-License-Identifier: Apache-2.0
import {getKey, isMap, type ValueMap} from '../template/compile/value.js';
import type {Chart} from './chart.js';
import {copyMap} from './functions/deep.js';
import {satisfies} from './functions/semver.js';
import type {Dependency, Metadata} from './metadata.js';
import {coalesceValues, fillTable, valueAt} from './values.js';

/** A chart in the place it has in a rendering: under its alias, with the subcharts that are enabled. */
export interface PlacedChart {
  readonly chart: Chart;
  readonly name: string;
  readonly metadata: Metadata;
  /** Its default values, with what it imports from subcharts. */
  readonly values: ValueMap;
  readonly dependencies: readonly PlacedChart[];
}

/** Chooses the subcharts by `condition` and `tags`, names them by `alias` and applies `import-values`. */
export function placeChart(chart: Chart, values: ValueMap): PlacedChart {
  if (chart.dependencies.length === 0) return {...asPlaced(chart, chart.name), dependencies: []};
  return withImports(withEnabled(asPlaced(chart, chart.name), values, ''));
}

function asPlaced(chart: Chart, name: string): PlacedChart {
  const dependencies = chart.dependencies.map((subchart) => asPlaced(subchart, subchart.name));
  return {chart, name, metadata: chart.metadata, values: chart.values, dependencies};
}

/** `path` leads from the root's values to the chart's, with a dot at its end. */
function withEnabled(placed: PlacedChart, values: ValueMap, path: string): PlacedChart {
  const listed = placed.metadata.dependencies;
  if (listed.length === 0) return placed;
  const named = new Set(listed.map(({name}) => name));
  const unlisted = placed.dependencies.filter(({name}) => !named.has(name));
  const chosen = listed.flatMap((dependency) => {
    const found = placed.dependencies.find((subchart) => fits(subchart, dependency));
    return found === undefined ? [] : [{...found, name: dependency.alias || dependency.name}];
  });
  const candidate = {...placed, dependencies: [...unlisted, ...chosen]};
  const merged = coalesceValues(candidate, values);
  const disabled = new Set(
    listed.filter((dependency) => !isEnabled(dependency, merged, path)).map(({alias, name}) => alias || name),
  );
  const metadata = {
    ...placed.metadata,
    dependencies: listed.filter(({alias, name}) => !disabled.has(alias || name)),
  };
  const dependencies = candidate.dependencies
    .filter(({name}) => !disabled.has(name))
    .map((subchart) => withEnabled(subchart, merged, `${path}${subchart.name}.`));
  return {...candidate, metadata, dependencies};
}

function fits(subchart: PlacedChart, {name, version}: Dependency): boolean {
  return subchart.chart.name === name && (version === '' || satisfies(subchart.metadata.version, version));
}

/** The first condition that has a boolean decides; without one, the tags. */
function isEnabled(dependency: Dependency, values: ValueMap, path: string): boolean {
  for (const condition of dependency.condition.split(',')) {
    const name = condition.trim();
    const value = name === '' ? undefined : valueAt(values, path + name);
    if (typeof value === 'boolean') return value;
  }
  const tags = getKey(values, 'tags');
  if (!isMap(tags)) return true;
  const states = dependency.tags.map((tag) => getKey(tags, tag));
  return states.includes(true) || !states.includes(false);
}

function withImports(placed: PlacedChart): PlacedChart {
  const inner = {...placed, dependencies: placed.dependencies.map(withImports)};
  // Also without imports the subcharts' values become the chart's own, which shows in what nils then mean.
  if (inner.metadata.dependencies.length === 0) return inner;
  const values = coalesceValues(inner, {}, 'keep');
  const imported: ValueMap = {};
  for (const dependency of inner.metadata.dependencies) {
    for (const {child, parent} of dependency.importValues) {
      const table = valueAt(values, `${dependency.alias || dependency.name}.${child}`);
      if (isMap(table)) fillTable(imported, nest(parent, table), 'keep');
    }
  }
  return {...inner, values: fillTable(copyMap(values), imported, 'keep')};
}

/** The table under a path of keys. */
function nest(path: string, table: ValueMap): ValueMap {
  if (path === '') return table;
  return path.split('.').reduceRight<ValueMap>((inner, key) => ({[key]: inner}), table);
}
