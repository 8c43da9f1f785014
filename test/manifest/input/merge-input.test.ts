// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {ExitCode} from '../../../src/errors.js';
import {detectedSettings} from '../../../src/manifest/detected.js';
import {InvalidInput} from '../../../src/manifest/input/invalid-input.js';
import {getIn} from '../../../src/manifest/input/tree.js';
import type {RenderRequest} from '../../../src/manifest/render.js';
import {iop, object, render, valuesOf} from '../small.js';

describe('precedence', () => {
  test('default profile < profile < detected < release < files < --set', async () => {
    const request = {
      files: [iop({profile: 'ambient', values: {a: 'file 1', b: 'file 1'}}), iop({values: {b: 'file 2', c: 'file 2'}})],
      set: ['values.c=set', 'values.d=set'],
      detected: detectedSettings('v1.33.0-gke.1'),
    };
    expect(await valuesOf(request)).toMatchObject({
      a: 'file 1',
      b: 'file 2',
      c: 'set',
      d: 'set',
      profile: 'ambient',
      global: {hub: 'registry.istio.io/release', tag: '1.30.3', platform: 'gke', istioNamespace: 'istio-system'},
    });
    const {objects} = await render(request);
    expect(object(objects, 'DaemonSet', 'istio-cni-node')).toMatchObject({metadata: {namespace: 'kube-system'}});
  });

  test('fields of spec become values, and the values that were given win', async () => {
    const files = [
      iop({
        hub: 'h',
        tag: 2,
        revision: 'r',
        meshConfig: {x: {y: 1}},
        values: {meshConfig: {x: {z: 2}}, pilot: {cni: {enabled: true}}},
      }),
    ];
    expect(await valuesOf({files})).toMatchObject({
      global: {hub: 'h', tag: '2'},
      revision: 'r',
      meshConfig: {x: {y: 1, z: 2}},
      pilot: {enabled: false, cni: {enabled: true}},
    });
  });

  test('lists replace and null takes away', async () => {
    const files = [iop({values: {list: [1, 2], gone: {a: 1}}}), iop({values: {list: [3], gone: null}})];
    expect(await valuesOf({files})).toMatchObject({list: [3]});
  });

  test('unvalidated values win over all', async () => {
    expect(await valuesOf({files: [iop({values: {a: 1}, unvalidatedValues: {a: 2}})]})).toMatchObject({a: 2});
  });

  test('an empty spec counts as none', async () => {
    expect((await render({files: [iop('')]})).objects).toHaveLength(6);
  });

  test('ztunnel gets its values at the root', async () => {
    const files = [iop({profile: 'ambient', values: {ztunnel: {env: {A: 'b'}}, list: [1], other: {x: 1}}})];
    const values = await valuesOf({files}, 'Ztunnel');
    expect(values).toMatchObject({resourceName: 'ztunnel', env: {A: 'b'}, list: [1], profile: 'ambient'});
    expect(values).not.toHaveProperty('other');
  });
});

describe('bad input', () => {
  test.each<[string, Partial<RenderRequest>, string, number]>([
    [
      'text that is not YAML',
      {files: [{name: 'a.yaml', text: 'kind: x\nspec: [\n'}]},
      'a.yaml:3:1: this is not YAML',
      ExitCode.UnreadableInput,
    ],
    [
      'two objects',
      {files: [{name: 'a.yaml', text: 'kind: x\n---\nkind: y\n'}]},
      'a.yaml contains multiple IstioOperator CRs, only one per file is supported (lines 1 and 3)',
      1,
    ],
    [
      'no kind',
      {files: [{name: 'a.yaml', text: '\n\nprofile: demo\n'}]},
      'a.yaml:1: unable to parse file: the object has no kind',
      1,
    ],
    [
      'a list',
      {files: [{name: '-', text: '- a\n'}]},
      'stdin:1: this is no object but a list',
      ExitCode.UnreadableInput,
    ],
    [
      'stdin in the middle',
      {files: [{name: '-', text: ''}, iop({})]},
      'stdin is only allowed as the last filename',
      ExitCode.Usage,
    ],
    [
      'an unknown profile',
      {set: ['profile=ambiant']},
      'profile "ambiant" not found in the built-in package',
      ExitCode.UnreadableInput,
    ],
    ['a path as profile', {set: ['profile=/tmp/x.yaml']}, 'profile "/tmp/x.yaml" not found', ExitCode.UnreadableInput],
    [
      'a bad path',
      {set: ['components.ingressGateways[name:x].enabled=true']},
      'element [name:x] not found',
      ExitCode.Usage,
    ],
    [
      'a package that is not there',
      {set: ['installPackagePath=/does/not/exist']},
      '/does/not/exist is no package of charts: no such file or directory',
      ExitCode.UnreadableInput,
    ],
  ])('%s', async (_, request, message, exitCode) => {
    await expect(render(request)).rejects.toThrow(
      expect.objectContaining({message: expect.stringContaining(message), exitCode}),
    );
  });

  test('an unknown profile comes with the nearest names', async () => {
    await expect(render({set: ['profile=ambiant']})).rejects.toThrow(
      expect.objectContaining({hint: 'Did you mean ambient? the built-in package has ambient, default, empty.'}),
    );
  });

  test('empty files are no files', async () => {
    expect((await render({files: [{name: 'a.yaml', text: '# nothing\n---\n'}]})).objects).toHaveLength(6);
  });

  test('errors of validation stop everything, unless forced', async () => {
    const finding = {
      severity: 'error' as const,
      path: 'x',
      message: 'unknown field',
      suggestion: 'did you mean "y"?',
      origin: {file: 'a', line: 1, column: 2},
    };
    const request = {validate: () => [finding]};
    await expect(render(request)).rejects.toThrow(InvalidInput);
    await expect(render(request)).rejects.toThrow('a:1:2 error x: unknown field; did you mean "y"?');
    expect(await render({...request, force: true})).toMatchObject({findings: [finding]});
  });

  test('validation sees the sources with their positions', async () => {
    let seen: unknown;
    const file = iop('\n  values:\n    a: {b: 1}');
    await render({
      files: [file],
      set: ['values.c[0].d=1'],
      validate: ({sources, merged}) => {
        const [, , , given, set] = sources;
        seen = {
          kinds: sources.map(({kind}) => kind),
          position: given?.kind === 'file' ? given.position(['spec', 'values', 'a', 'b']) : undefined,
          path: set?.kind === 'set' ? set.path : undefined,
          value: getIn(merged, ['spec', 'values', 'c', 0, 'd']),
        };
        return [];
      },
    });
    expect(seen).toEqual({
      kinds: ['profile', 'detected', 'detected', 'file', 'set'],
      position: {line: 5, column: 9},
      path: ['spec', 'values', 'c', 0, 'd'],
      value: 1,
    });
  });
});
