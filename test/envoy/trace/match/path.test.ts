// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {normalPath} from '../../../../src/envoy/trace/match/path.js';

// What a real Envoy answered; paths.envoy.test.ts asks one about random paths.
test.each([
  ['/a/./b', '/a/b'],
  ['/a/../b', '/b'],
  ['/a/.;x=1/b', '/a/b'],
  ['/a/..;x=1/b', '/b'],
  ['/a/.;x\\b', '/a/'],
  ['/a\\.;x', '/a/.;x'],
  ['/a\\..;x/b', '/a/..;x/b'],
  ['/a\\..', '/'],
  ['/\\.;x=1', '//.;x=1'],
  ['/%2e;x', '/.;x'],
])('%s is normalized to %s', (path, normal) => {
  expect(normalPath({normalize_path: true}, path)).toEqual({path: normal});
});

test.each([
  ['/\\.;x=1', '/.;x=1'],
  ['//', '//'],
  ['/a//b', '/a/b'],
])('with merged slashes %s becomes %s', (path, normal) => {
  expect(normalPath({normalize_path: true, merge_slashes: true}, path)).toEqual({path: normal});
});
