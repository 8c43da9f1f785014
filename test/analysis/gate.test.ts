// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {matchesGlob} from '../../src/analysis/gate/glob.js';
import {parseSettings} from '../../src/analysis/gate/settings.js';

describe('settings', () => {
  test('are what the documentation shows', () => {
    const page = readFileSync('docs/analyze.md', 'utf8');
    const [example = ''] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text).slice(-1);
    const settings = parseSettings('docs/.istioctl-analyze.yaml', example);
    expect(settings).toMatchObject({
      failureThreshold: 'Warning',
      outputThreshold: 'Info',
      asComplete: true,
      require: ['all'],
      baseline: 'docs/ci/base.json',
    });
    expect(settings.suppressions.map(({code}) => code)).toEqual(['IST0118', 'IST0101', 'IST0106']);
    const [everywhere, byName, byFile] = settings.suppressions;
    expect(everywhere?.matches([], undefined)).toBe(true);
    expect(byName?.matches(['VirtualService shop/a'], undefined)).toBe(true);
    expect(byName?.matches(['VirtualService other/a'], undefined)).toBe(false);
    expect(byFile?.matches(['EnvoyFilter legacy/a'], 'docs/legacy/a.yaml')).toBe(true);
    expect(byFile?.matches(['EnvoyFilter legacy/a'], 'legacy/a.yaml')).toBe(false);
    expect(byFile?.matches(['EnvoyFilter legacy/a'], undefined)).toBe(false);
  });

  test.each(['', '# nothing\n', '{}'])('may be empty: %j', (text) => {
    expect(parseSettings('a.yaml', text)).toEqual({suppressions: []});
  });

  test('say where YAML is broken', () => {
    expect(() => parseSettings('a.yaml', 'a: [b\nc')).toThrow(/^a\.yaml:2:\d+: /);
  });
});

test.each([
  ['legacy', 'legacy/a/b.yaml', true],
  ['legacy/', 'x/legacy/b.yaml', true],
  ['/legacy', 'x/legacy/b.yaml', false],
  ['*.yaml', 'a/b.yaml', true],
  ['*.yaml', 'a/b.yml', false],
  ['a/*.yaml', 'a/b.yaml', true],
  ['a/*.yaml', 'a/c/b.yaml', false],
  ['a/**/*.yaml', 'a/b.yaml', true],
  ['a/**/*.yaml', 'a/c/d/b.yaml', true],
  ['**/b.yaml', 'b.yaml', true],
  ['a/**', 'a/b/c', true],
  ['./a/b', 'a/b', true],
  ['a?c', 'abc', true],
  ['a?c', 'a/c', false],
  ['a.c', 'abc', false],
  ['(a|b)+', 'a', false],
])('%s and %s: %s', (pattern, path, matches) => {
  expect(matchesGlob(pattern, path)).toBe(matches);
});
