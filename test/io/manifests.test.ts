// SPDX-License-Identifier: Apache-2.0
import {execFileSync} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {ExitCode} from '../../src/errors.js';
import {readInputFile} from '../../src/io/files.js';
import {openPackage} from '../../src/io/manifests.js';
import {sortForOutput, streamYaml} from '../../src/manifest/objects/object-order.js';
import {smallPackage} from '../manifest/package.js';
import {builtIn, render} from '../manifest/render.js';

let dir = '';
const at = (...parts: string[]) => path.join(dir, ...parts);

beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'packages-'));
  cpSync('manifests/charts', at('release/manifests/charts'), {recursive: true});
  cpSync('src/profiles', at('release/manifests/profiles'), {recursive: true});
  cpSync('manifests/charts', at('charts-only/charts'), {recursive: true});
  execFileSync('tar', ['-czf', at('release.tgz'), '-C', dir, './release']);
  execFileSync('tar', ['-cf', at('charts.tar'), '-C', at('charts-only'), 'charts']);
  mkdirSync(at('empty'));
  mkdirSync(at('lacking/charts/base'), {recursive: true});
  writeFileSync(at('lacking/charts/base/Chart.yaml'), 'apiVersion: v2\nname: base\nversion: 1.0.0\n');
  writeFileSync(at('broken.tgz'), Buffer.from([0x1f, 0x8b, 0, 1, 2]));
});
afterAll(() => rmSync(dir, {recursive: true, force: true}));

const output = async (set: string[]) => streamYaml(sortForOutput((await render({set})).objects));

describe('a package', () => {
  /** The built-in one has its CRD schemas cut out and some files as JSON: nobody may see that in what is rendered. */
  test.each([
    ['a release folder', 'release'],
    ['its manifests', 'release/manifests'],
    ['charts without profiles', 'charts-only'],
    ['an archive', 'release.tgz'],
    ['an archive of charts', 'charts.tar'],
  ])('%s renders as the built-in one', async (_, where) => {
    const set = ['profile=ambient', 'components.egressGateways[0].enabled=true'];
    expect(await output([...set, `installPackagePath=${at(where)}`])).toBe(await output(set));
  });

  test.each([
    ['values.base.enableCRDTemplates=false'],
    ['values.base.excludedCRDs={gateways.networking.istio.io,sidecars.networking.istio.io}'],
    ['values.global.resourceScope=namespace'],
    ['values.global.resourceScope=cluster'],
    ['revision=canary'],
  ])('cut-out schemas do not show with %s', async (setting) => {
    expect(await output([setting, `installPackagePath=${at('release')}`])).toBe(await output([setting]));
  });

  test('CRDs are objects with schemas', async () => {
    const {objects} = await render();
    const crds = objects.filter(({kind}) => kind === 'CustomResourceDefinition');
    expect(crds).toHaveLength(15);
    for (const crd of crds)
      expect(crd.value()).toMatchObject({metadata: {name: crd.name}, spec: {versions: expect.anything()}});
  });

  test.each<[string, string, string]>([
    ['nothing', 'nowhere', 'nowhere is no package of charts: no such file or directory'],
    ['an empty folder', 'empty', 'empty is no package of charts: it has no folder charts/'],
    ['no archive', 'broken.tgz', 'broken.tgz is no archive that can be read'],
  ])('%s is refused', async (_, where, message) => {
    const opened = openPackage(at(where), smallPackage());
    await expect(opened).rejects.toThrow(
      expect.objectContaining({message: expect.stringContaining(message), exitCode: ExitCode.UnreadableInput}),
    );
  });

  test('a chart that is missing is named, with those that are there', async () => {
    const source = await openPackage(at('lacking'), smallPackage());
    expect(source.profiles()).toEqual(['ambient', 'default', 'empty']);
    expect(() => source.chart('ztunnel')).toThrow(
      expect.objectContaining({message: `${at('lacking')} has no chart charts/ztunnel`, hint: 'It has charts/base.'}),
    );
  });

  test('names of objects are not taken for charts or profiles', () => {
    expect(builtIn().profile('constructor')).toBeUndefined();
    expect(() => builtIn().chart('__proto__')).toThrow('has no chart');
  });
});

describe('readInputFile', () => {
  test('reads, blanks around the name aside', () => {
    expect(readInputFile(` ${at('lacking/charts/base/Chart.yaml')} `)).toContain('name: base');
  });

  test.each([
    ['nowhere.yaml', 'no such file or directory'],
    ['empty', 'is a directory'],
  ])('says why %s cannot be read', (name, reason) => {
    expect(() => readInputFile(at(name))).toThrow(`merge inputs: open ${at(name)}: ${reason}`);
  });
});
