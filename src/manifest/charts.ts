// SPDX-License-Identifier: Apache-2.0
import {chartOf} from '../chart/chart.js';
import {type CompiledChart, compileChart} from '../chart/render.js';
import type {PackageSource} from './package-source.js';

const compiled = new WeakMap<PackageSource, Map<string, Promise<CompiledChart>>>();

/** The chart in that folder of the package, read and compiled once. Rejects where there is none or it is broken. */
export function chartFrom(source: PackageSource, dir: string): Promise<CompiledChart> {
  let charts = compiled.get(source);
  if (charts === undefined) compiled.set(source, (charts = new Map()));
  let chart = charts.get(dir);
  if (chart === undefined) charts.set(dir, (chart = compileFrom(source, dir)));
  return chart;
}

async function compileFrom(source: PackageSource, dir: string): Promise<CompiledChart> {
  return compileChart(chartOf(source.chart(dir), `charts/${dir}`));
}
