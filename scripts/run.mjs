#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Runs a TypeScript file of this repository: node scripts/run.mjs FILE.ts [ARGUMENT...]. Node 20 cannot do so by itself.
import {mkdirSync} from 'node:fs';
import {basename, join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {build} from 'esbuild';

const [file, ...rest] = process.argv.slice(2);
if (!file) throw new Error('usage: node scripts/run.mjs FILE.ts [ARGUMENT...]');
const folder = join('node_modules', '.cache', 'scripts');
mkdirSync(folder, {recursive: true});
const outfile = resolve(folder, `${basename(file, '.ts')}-${process.pid}.mjs`);
await build({
  entryPoints: [file],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'inline',
});
process.argv = [process.execPath, resolve(file), ...rest];
await import(pathToFileURL(outfile).href);
