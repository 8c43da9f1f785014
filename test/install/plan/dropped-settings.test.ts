// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {droppedSettings} from '../../../src/install/plan/dropped-settings.js';
import {mergePatch} from '../../../src/install/undo/rollback.js';
import {builtInPackage} from '../../../src/io/manifests.js';
import {isTree, setKey, type Tree} from '../../../src/manifest/input/tree.js';
import {mergedInput} from '../../../src/manifest/render.js';
import {RELEASE} from '../../../src/version/client-version.js';

interface Given {
  set?: string[];
  file?: string;
}

async function input({set = [], file}: Given) {
  const files = file === undefined ? [] : [{name: 'iop.yaml', text: `kind: IstioOperator\nspec:\n${file}`}];
  const openPackage = () => builtInPackage();
  return (await mergedInput({files, set, compat: false, openPackage, release: RELEASE})).input;
}

describe('settings of an earlier install', () => {
  test.each<[string, Given, Given, string[]]>([
    ['the same again', {set: ['profile=demo']}, {set: ['profile=demo']}, []],
    [
      'the same in another way',
      {set: ['meshConfig.accessLogFile=/x']},
      {file: '  meshConfig: {accessLogFile: /x}'},
      [],
    ],
    [
      'left out',
      {set: ['profile=demo', 'meshConfig.accessLogFile=/x']},
      {set: ['profile=demo']},
      ['meshConfig.accessLogFile: /x -> nothing'],
    ],
    ['set to what it would be anyway', {set: ['profile=default']}, {}, []],
    ['set to something else', {set: ['values.pilot.traceSampling=5']}, {set: ['values.pilot.traceSampling=7']}, []],
    ['replaced as a whole', {file: '  values: {pilot: {env: {A: b}}}'}, {file: '  values: {pilot: {env: {A: c}}}'}, []],
    [
      'from a file',
      {
        file: '  values: {pilot: {env: {A: b, "x.y": "1"}}}\n  components: {egressGateways: [{name: e, enabled: true}]}',
      },
      {file: '  values: {pilot: {env: {A: b}}}'},
      [
        'components.egressGateways: [{"name":"e","enabled":true}] -> [{"name":"istio-egressgateway","enabled":false}]',
        'values.pilot.env.x\\.y: 1 -> nothing',
      ],
    ],
  ])('%s', async (_, before, now, expected) => {
    const dropped = droppedSettings(await input(before), await input(now));
    expect(dropped.map(({path, before, after}) => `${path}: ${before} -> ${after ?? 'nothing'}`)).toEqual(expected);
  });
});

test('a merge patch makes one map the other', () => {
  const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.array(fc.integer(), {maxLength: 2}));
  const tree = fc.letrec<{tree: Tree}>((tie) => ({
    tree: fc.dictionary(fc.string({maxLength: 3}), fc.oneof(leaf, tie('tree')), {maxKeys: 4, noNullPrototype: true}),
  })).tree;
  fc.assert(
    fc.property(tree, tree, (from, to) => {
      const patch = mergePatch(from, to);
      expect(patch === undefined ? from : patched(from, patch)).toEqual(to);
    }),
  );
});

/** RFC 7386, section 2. */
function patched(value: unknown, patch: unknown): unknown {
  if (!isTree(patch)) return patch;
  const result: Tree = isTree(value) ? {...value} : {};
  for (const [key, below] of Object.entries(patch)) {
    if (below === null) delete result[key];
    else setKey(result, key, patched(Object.hasOwn(result, key) ? result[key] : undefined, below));
  }
  return result;
}
