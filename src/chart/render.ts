// SPDX-License-Identifier: Apache-2.0

import {getKey, isMap, type Struct, setKey, type Value, type ValueMap} from '../template/compile/value.js';
import {compareStrings} from '../template/print/utf8.js';
import {TemplateError} from '../template/template-error.js';
import {TemplateSet} from '../template/template-set.js';
import {capabilities} from './capabilities.js';
import type {Chart} from './chart.js';
import {type PlacedChart, placeChart} from './dependencies.js';
import {ChartError, ChartFailure} from './error.js';
import {filesStruct} from './files.js';
import type {Context} from './functions/context.js';
import {groupsIn, load} from './functions/lazy.js';
import {chartFunctions} from './functions/table.js';
import {chartStruct} from './metadata.js';
import {withoutNoValue} from './no-value.js';
import {PrintedYaml} from './printed-yaml.js';
import {coalesceValues} from './values.js';

/** What `.Release` shows. */
export interface Release {
  name: string;
  namespace: string;
  revision: number;
  isInstall: boolean;
  isUpgrade: boolean;
}

export interface RenderInput {
  /** The user's values; the chart's own are put under them. Not changed. */
  values: ValueMap;
  release: Release;
  /** The cluster's version, such as `v1.33.0`. */
  kubeVersion: string;
  /** What `.Capabilities.APIVersions` has besides what Helm assumes, as `group/version` or `group/version/Kind`. */
  apiVersions?: readonly string[];
  /** Finds objects in the cluster; without it `lookup` finds nothing. */
  lookup?: (apiVersion: string, kind: string, namespace: string, name: string) => Value;
  /** The clock, in milliseconds since 1970: without it `now`, `ago` and new certificates are errors. */
  now?: () => number;
}

export interface RenderedFile {
  /** `chart/templates/…`, with `charts/…` between for subcharts. */
  path: string;
  text: string;
}

export interface RenderedChart {
  /** Sorted by path, without partials and NOTES.txt; also the files that came out empty. */
  files: RenderedFile[];
  /** The text of the chart's own NOTES.txt; those of subcharts are rendered and dropped, as Helm does by default. */
  notes: string;
  /** The files of `crds/`, as they are, also those of subcharts. */
  crds: RenderedFile[];
  /** What templates printed into the files. */
  printed: PrintedYaml;
}

/** A chart whose templates are parsed: rendering it again is cheaper. Renderings must not overlap; they do not wait. */
export interface CompiledChart {
  readonly chart: Chart;
  readonly context: Context;
  /** By which subcharts are enabled. */
  readonly sets: Map<string, ParsedTemplates>;
}

interface ParsedTemplates {
  readonly set: TemplateSet;
  readonly templates: readonly PlacedTemplate[];
}

interface PlacedTemplate {
  readonly path: string;
  readonly source: string;
  /** Index of its chart in {@link chartsOf}. */
  readonly chart: number;
  readonly basePath: string;
}

/** A minute is far more than any chart takes; it ends those that never end. */
const LIMITS = {steps: 20_000_000, outputBytes: 64 * 1024 * 1024, timeoutMs: 60_000};

/** Loads what the chart's templates need. They are parsed by the first rendering. */
export async function compileChart(chart: Chart): Promise<CompiledChart> {
  const context: Context = {lookup: () => ({}), now: noClock, missing: undefined};
  const groups = new Set(sourcesOf(chart).flatMap(groupsIn));
  for (const group of groups) await load(group);
  return {chart, context, sets: new Map()};
}

function noClock(): number {
  throw new Error('the time is not known in this rendering, so that its output does not depend on it');
}

function sourcesOf(chart: Chart): string[] {
  return [...chart.templates.map(({source}) => source), ...chart.dependencies.flatMap(sourcesOf)];
}

function isCompiled(chart: Chart | CompiledChart): chart is CompiledChart {
  return 'sets' in chart;
}

/**
 * Renders a chart as `helm template` does (spec install.md §2.9). Throws a ChartError: for a template that cannot be
 * parsed or fails, with place, line and caret; for values that the chart's schema refuses.
 */
export async function renderChart(chart: Chart | CompiledChart, input: RenderInput): Promise<RenderedChart> {
  const compiled = isCompiled(chart) ? chart : await compileChart(chart);
  const placed = placeChart(compiled.chart, input.values);
  const values = coalesceValues(placed, input.values);
  if (hasSchema(placed)) await (await import('./schema.js')).checkSchemas(placed, values);
  for (;;) {
    const {context} = compiled;
    context.lookup = input.lookup ?? (() => ({}));
    context.now = input.now ?? noClock;
    const printed = new PrintedYaml();
    context.printed = printed;
    context.missing = undefined;
    try {
      return {...renderPlaced(compiled, placed, coalesceValues(placed, input.values), input), printed};
    } catch (error) {
      const {missing} = context;
      if (missing === undefined) throw describeError(error);
      await load(missing);
    }
  }
}

function hasSchema(placed: PlacedChart): boolean {
  return placed.chart.schema !== undefined || placed.dependencies.some(hasSchema);
}

/** The chart and all its subcharts, each with its path in the tree. */
function chartsOf(placed: PlacedChart, path: string): {placed: PlacedChart; path: string}[] {
  return [
    {placed, path},
    ...placed.dependencies.flatMap((subchart) => chartsOf(subchart, `${path}/charts/${subchart.name}`)),
  ];
}

function renderPlaced(
  compiled: CompiledChart,
  placed: PlacedChart,
  values: ValueMap,
  input: RenderInput,
): Omit<RenderedChart, 'printed'> {
  const {set, templates} = parsedTemplates(compiled, placed);
  const scope: SharedScope = {
    Release: {
      Name: input.release.name,
      Namespace: input.release.namespace,
      IsUpgrade: input.release.isUpgrade,
      IsInstall: input.release.isInstall,
      Revision: BigInt(input.release.revision),
      Service: 'Helm',
    },
    Capabilities: capabilities(input.kubeVersion, input.apiVersions ?? []),
  };
  const dots = dotsOf(placed, values, scope, true);
  const files: RenderedFile[] = [];
  let notes = '';
  for (const {path, chart, basePath} of templates) {
    if (isPartial(path)) continue;
    const dot = dots[chart] ?? {};
    dot['Template'] = {Name: path, BasePath: basePath};
    const text = withoutNoValue(set.execute(path, dot));
    if (!path.endsWith('NOTES.txt')) files.push({path, text});
    else if (path === `${placed.name}/templates/NOTES.txt`) notes = text;
  }
  return {files: files.sort((a, b) => compareStrings(a.path, b.path)), notes, crds: crdsOf(placed)};
}

function crdsOf(placed: PlacedChart): RenderedFile[] {
  return chartsOf(placed, placed.name).flatMap(({placed: {chart}, path}) =>
    chart.crds.map((crd) => ({path: `${path}/${crd.path}`, text: crd.source})),
  );
}

function isPartial(path: string): boolean {
  return path.slice(path.lastIndexOf('/') + 1).startsWith('_');
}

function parsedTemplates(compiled: CompiledChart, placed: PlacedChart): ParsedTemplates {
  const charts = chartsOf(placed, placed.name);
  const key = charts
    .map(({path, placed}) => `${path}:${placed.chart.name}:${placed.chart.metadata.version}`)
    .join('\n');
  const known = compiled.sets.get(key);
  if (known !== undefined) return known;
  const templates = charts.flatMap(({placed: {chart}, path}, index) =>
    chart.templates
      .filter((template) => chart.metadata.type !== 'library' || isPartial(template.path))
      .map(({path: name, source}) => ({
        path: `${path}/${name}`,
        source,
        chart: index,
        basePath: `${path}/templates`,
      })),
  );
  templates.sort(compareTemplates);
  const set = new TemplateSet({functions: chartFunctions(compiled.context), missingKey: 'zero', limits: LIMITS});
  for (const {path, source} of templates) set.parse(path, source);
  const parsed = {set, templates};
  compiled.sets.set(key, parsed);
  return parsed;
}

/** Deep paths first, then descending: the order in which Helm parses and executes. */
function compareTemplates(a: PlacedTemplate, b: PlacedTemplate): number {
  return b.path.split('/').length - a.path.split('/').length || compareStrings(b.path, a.path);
}

interface SharedScope {
  Release: ValueMap;
  Capabilities: Struct;
}

/** The dot of each chart's templates, in the order of {@link chartsOf}. What templates change in one stays changed. */
function dotsOf(placed: PlacedChart, values: ValueMap, scope: SharedScope, isRoot: boolean): ValueMap[] {
  offerAsMap(values);
  const subcharts: ValueMap = {};
  const dot: ValueMap = {
    Chart: chartStruct(placed.metadata, placed.name, isRoot),
    Files: filesStruct(placed.chart.files),
    Release: scope.Release,
    Capabilities: scope.Capabilities,
    Values: values,
    Subcharts: subcharts,
  };
  const inner = placed.dependencies.flatMap((subchart) => {
    const own = subchartValues(values, subchart.name);
    const dots = dotsOf(subchart, own, scope, false);
    setKey(subcharts, subchart.name, dots[0]);
    return dots;
  });
  return [dot, ...inner];
}

/** `.Values.AsMap` is a method in Go; a hidden entry that leads back to the values does the same here. */
function offerAsMap(values: ValueMap): void {
  if (!Object.hasOwn(values, 'AsMap')) Object.defineProperty(values, 'AsMap', {value: values, configurable: true});
}

function subchartValues(values: ValueMap, name: string): ValueMap {
  const own = getKey(values, name);
  return isMap(own) ? own : {};
}

/** Turns what a template threw into an error for the user, with Helm's wording beside ours. */
function describeError(error: unknown): unknown {
  if (!(error instanceof TemplateError)) return error;
  const failure = failureIn(error);
  const place = /^template: (\S+?:\d+:\d+): /.exec(error.goText)?.[1];
  if (failure !== undefined && place !== undefined) {
    const helmText = `execution error at (${place}): ${failure.message}`;
    return new ChartError(`${helmText}${error.excerpt === '' ? '' : `\n${error.excerpt}`}`, {helmText, cause: error});
  }
  const parsing = error.phase === 'parse' ? /^template: (\S+?:\d+): (.*)$/s.exec(error.goText) : null;
  const helmText = parsing === null ? error.goText : `parse error at (${parsing[1]}): ${parsing[2]}`;
  return new ChartError(error.message, {helmText, cause: error});
}

function failureIn(error: unknown): ChartFailure | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof ChartFailure) return at;
  return undefined;
}
