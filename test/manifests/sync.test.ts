// SPDX-License-Identifier: Apache-2.0
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {sharedCopies, staleCopies} from '../../scripts/sync-charts.js';

const manifests = join(import.meta.dirname, '..', '..', 'manifests');

test('each chart holds current copies of what all share (else run scripts/sync-charts.ts)', () => {
  const copies = sharedCopies(manifests);
  const behind = [...copies].filter(([file, content]) => {
    const path = join(manifests, file);
    return !existsSync(path) || readFileSync(path, 'utf8') !== content;
  });
  expect(behind.map(([file]) => file)).toEqual([]);
  expect(staleCopies(manifests, copies)).toEqual([]);
  expect(copies.size).toBeGreaterThan(100);
});
