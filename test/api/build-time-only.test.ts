// SPDX-License-Identifier: Apache-2.0

import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';

const src = join(import.meta.dirname, '../../src');
const AUTHORED = /^api\/istio\//;
const RUN_TIME_IMPORT = /^(?:import|export) (?!type\b)[^;]*?from '(?:zod|[^']*\/istio\/[^']+)';/gm;

test('nothing that ships imports zod or the schemas written in it, but for their types', () => {
  const shipped = readdirSync(src, {recursive: true, encoding: 'utf8'}).filter(
    (file) => file.endsWith('.ts') && !AUTHORED.test(file),
  );
  const offenders = shipped.flatMap((file) =>
    [...readFileSync(join(src, file), 'utf8').matchAll(RUN_TIME_IMPORT)].map(([line]) => `${file}: ${line}`),
  );
  expect("import {z} from 'zod';").toMatch(RUN_TIME_IMPORT);
  expect(offenders).toEqual([]);
  expect(shipped).toContain('api/istio-types.ts');
});
