// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {proseIn} from '../../../src/manifest/objects/prose.js';
import {manifestDiffText} from '../../../src/writer/manifest/diff.js';

const SCHEMA = 'spec.versions[v1].schema.openAPIV3Schema';
const NOTHING = '(nothing)';

describe('words for people', () => {
  test.each([
    ['the description of a field', `${SCHEMA}.properties.spec.description`, 'a', 'b', 'description'],
    ['one that is new', `${SCHEMA}.properties.spec.properties.x.description`, undefined, 'b', 'description'],
    ['a field called description', 'metadata.annotations.description', 'a', 'b', undefined],
    ['a type', `${SCHEMA}.properties.spec.type`, 'string', 'object', undefined],
    ['a comment', 'data.mesh', 'a: 1\n# old\n', 'a: 1\n  # new\n\n', 'comment'],
    ['a comment of a template', 'data.x', 'a: 1\n{{- /* old\n lines */ -}}\n', 'a: 1\n', 'comment'],
    ['a comment and a value', 'data.mesh', 'a: 1\n# old\n', 'a: 2\n', undefined],
    ['what is no comment within a line', 'data.mesh', 'a: "#1"\n', 'a: "#2"\n', undefined],
    ['a text of one line', 'data.x', '# a', '# b', undefined],
  ])('%s', (_, path, before, after, prose) => {
    expect(proseIn({path, before, after}) ?? NOTHING).toBe(prose ?? NOTHING);
  });

  test('are counted, and shown where they are asked for', () => {
    const fields = [
      {path: `${SCHEMA}.a.description`, before: 'a', after: 'b'},
      {path: `${SCHEMA}.b.description`, before: 'a', after: 'b'},
      {path: `${SCHEMA}.b.type`, before: 'string', after: 'integer'},
      {path: 'data.mesh', before: 'a: 1\n# x\n', after: 'a: 1\n'},
    ];
    const change = {change: 'changed' as const, kind: 'Any', namespace: '', name: 'x', fields};
    const diff = {changes: [change], unchanged: 0};
    expect(manifestDiffText(diff, {withoutProse: true}).split('\n')).toEqual([
      '~ Any x',
      `    ${SCHEMA}.b.type: string -> integer`,
      '    not shown: 2 descriptions, comments in 1 text',
      '1 changed, 0 added, 0 removed, 0 unchanged',
      '',
    ]);
    expect(manifestDiffText(diff)).toContain('a.description: a -> b');
  });
});
