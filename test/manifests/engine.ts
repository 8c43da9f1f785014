// SPDX-License-Identifier: Apache-2.0
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {chartOf} from '../../src/chart/chart.js';
import {type CompiledChart, compileChart, renderChart} from '../../src/chart/render.js';
import type {ValueMap} from '../../src/template/compile/value.js';
import {chartFolder, type KubeObject, objectsOf, type Rendering} from './helm.js';

const compiled = new Map<string, Promise<CompiledChart>>();

function chartOnDisk(chart: string): Promise<CompiledChart> {
  const known = compiled.get(chart);
  if (known !== undefined) return known;
  const folder = chartFolder(chart);
  const files = readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => ({path, data: readFileSync(join(folder, path))}));
  const loaded = compileChart(chartOf(files, folder));
  compiled.set(chart, loaded);
  return loaded;
}

/** The objects that our own engine renders, read from its text as those of helm are. */
export async function engineObjects({
  chart,
  values,
  release,
  namespace,
  kubeVersion,
}: Rendering): Promise<KubeObject[]> {
  const {files} = await renderChart(await chartOnDisk(chart), {
    values: structuredClone(values) as ValueMap,
    release: {
      name: release ?? 'istio',
      namespace: namespace ?? 'istio-system',
      revision: 1,
      isInstall: true,
      isUpgrade: false,
    },
    kubeVersion: kubeVersion ?? 'v1.32.0',
  });
  return objectsOf(files.map(({text}) => `---\n${text}\n`).join(''));
}
