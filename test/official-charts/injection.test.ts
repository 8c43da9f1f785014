// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {createInjector, type Injector} from '../../src/inject/injector/injector.js';
import {renderedSources} from '../../src/inject/injector/sources.js';
import {openPackage} from '../../src/io/manifests.js';
import type {PackageSource} from '../../src/manifest/package-source.js';
import {injected} from '../inject/installation.js';
import {builtIn, render} from '../manifest/render.js';
import {meshSettings} from './mesh-settings.js';
import {all, officialCharts, whyNoOfficialCharts} from './modules.js';

const missing = whyNoOfficialCharts();
const PODS = 'test/official-charts/pods.yaml';

/** Since 1.31 the image that initialises pods has no type that only the mesh configuration asks for. */
function isChanged(path: string, set: readonly string[]): boolean {
  const template = readFileSync(
    join(path, 'charts/istio-control/istio-discovery/files/injection-template.yaml'),
    'utf8',
  );
  return template.includes('.ProxyInitImage') && set.some((argument) => argument.includes('image.imageType'));
}

async function injectorFrom(source: PackageSource, set: readonly string[]): Promise<Injector> {
  const {objects} = await render({source, set: ['profile=minimal', ...set], only: 'Pilot'});
  return createInjector({...renderedSources(objects), compat: false});
}

describe.skipIf(missing !== undefined)("the injector's configuration of Istio's own charts", () => {
  const charts = missing === undefined ? officialCharts() : [];
  describe.each(charts)('$name', ({path}) => {
    // In a sample each setting is tried with the charts of one release, in turn.
    const turn = charts.findIndex((each) => each.path === path);
    const sample = meshSettings.filter((_, i) => all || i % charts.length === turn);
    test.each(sample.filter((set) => !isChanged(path, set)))('injects what ours injects: %s', async (...set) => {
      const pods = readFileSync(PODS, 'utf8');
      const theirs = injected(await injectorFrom(await openPackage(path, builtIn()), set), pods);
      expect(injected(await injectorFrom(builtIn(), set), pods)).toBe(theirs);
    });
  });
});
