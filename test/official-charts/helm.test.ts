// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {chartOf} from '../../src/chart/chart.js';
import {type CompiledChart, compileChart} from '../../src/chart/render.js';
import {openPackage} from '../../src/io/manifests.js';
import type {PackageSource} from '../../src/manifest/package-source.js';
import {oracle, renderWithHelm} from '../chart/oracle.js';
import {outcomeOf, renderCompiled} from '../chart/ours.js';
import {builtIn} from '../manifest/render.js';
import {all, officialCharts, whyNoOfficialCharts} from './modules.js';
import {type Rendering, renderings} from './renderings.js';
import {type Setting, settings} from './settings.js';

const missing = oracle === undefined ? "needs Helm's engine" : whyNoOfficialCharts();
if (missing !== undefined) console.warn(`skipped: ${missing}`);

/** What is rendered of a setting: all profiles and charts, or in a sample one profile, in turn. */
function chosen(source: PackageSource, setting: Setting, index: number): Rendering[] {
  const profiles = source.profiles();
  const plain = index === 0;
  return profiles
    .filter((_, profile) => all || plain || (index + profile) % profiles.length === 0)
    .flatMap((profile) => renderings(source, profile, setting))
    .filter(({chart, name}) => all || chart !== 'base' || setting.reachesBase || (plain && name.startsWith('demo')));
}

async function compiledCharts(source: PackageSource): Promise<(chart: string) => Promise<CompiledChart>> {
  const charts = new Map<string, Promise<CompiledChart>>();
  return (dir) => {
    const known = charts.get(dir) ?? compileChart(chartOf(source.chart(dir), dir));
    charts.set(dir, known);
    return known;
  };
}

/** What differs; both may refuse, in the same words. */
async function differences(
  wanted: readonly Rendering[],
  chart: (dir: string) => Promise<CompiledChart>,
): Promise<{differing: unknown[]; refused: number}> {
  const differing: unknown[] = [];
  let refused = 0;
  const answers = renderWithHelm(wanted.map(({request}) => request));
  for (const [i, {name, chart: dir, request}] of wanted.entries()) {
    const helm = outcomeOf(answers[i]);
    const ours = await renderCompiled(await chart(dir), request);
    if (helm === 'fails') refused++;
    if (ours.outcome !== helm) {
      differing.push({name, helm: answers[i]?.error ?? helm, ours: ours.error ?? ours.outcome});
    } else if (helm === 'fails' && !answers[i]?.error?.includes(ours.error ?? '')) {
      differing.push({name, helm: answers[i]?.error, ours: ours.error});
    }
  }
  return {differing, refused};
}

describe.skipIf(missing !== undefined)("Istio's own charts render as Helm renders them", () => {
  const charts = missing === undefined ? officialCharts() : [];
  test.each(charts)(
    '$name',
    async ({path}) => {
      const source = await openPackage(path, builtIn());
      const chart = await compiledCharts(source);
      let compared = 0;
      let refused = 0;
      const differing: unknown[] = [];
      for (const [s, setting] of settings.entries()) {
        const wanted = chosen(source, setting, s);
        const result = await differences(wanted, chart);
        compared += wanted.length;
        refused += result.refused;
        differing.push(...result.differing);
      }
      console.log(`${compared} renderings compared, ${refused} refused by both`);
      expect(differing).toEqual([]);
      // Renderings that are refused say little: most must succeed.
      expect(refused).toBeLessThan(compared * 0.1);
    },
    1_200_000,
  );
});
