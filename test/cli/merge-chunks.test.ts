// SPDX-License-Identifier: Apache-2.0
import {readdirSync} from 'node:fs';
import {join, relative} from 'node:path';
import {pathToFileURL} from 'node:url';
import {build} from 'esbuild';
import {expect, test} from 'vitest';
import {mergeChunks} from '../../scripts/esbuild/merge-chunks.js';
import {folderOf} from '../support/folder.js';

/** `one` and `two` share three modules with different sets of dynamic imports, so that esbuild makes a chunk of each. */
const SOURCES = {
  'program.js': `import {Failure} from './failure.js'; export const failed = (error) => error instanceof Failure;
    export const load = (name) => import('./' + name + '.js');`,
  'failure.js': `export class Failure extends Error {} export const name = 'failure';`,
  'a.js': `import {name as of} from './failure.js'; export const name = 'a of ' + of;`,
  'b.js': `export const name = 'b'; export const counter = {count: 0};`,
  'one.js': `import {name as a} from './a.js'; import {name as b, counter} from './b.js'; counter.count++;
    export default () => [a, b]; export const later = () => import('./later.js');`,
  'two.js': `import {name as a} from './a.js'; import {name as b} from './b.js';
    export default () => [b, a]; export const sooner = () => import('./sooner.js');`,
  'later.js': `import {counter} from './b.js'; import {Failure} from './failure.js'; import path from './common.cjs';
    export const fail = () => new Failure(path.basename('x/' + counter.count));`,
  'sooner.js': `export {name} from './a.js';`,
  'common.cjs': `module.exports = require('path');`,
};

async function built(sources: Record<string, string>): Promise<{folder: string; splitFiles: string[]}> {
  const root = folderOf(sources);
  const outdir = relative(process.cwd(), join(root, 'out'));
  const options = {outdir, bundle: true, platform: 'node', format: 'esm'} as const;
  const split = await build({
    ...options,
    entryPoints: ['program', 'one', 'two'].map((name) => join(root, `${name}.js`)),
    splitting: true,
    write: false,
    metafile: true,
  });
  const {entryPoints, plugin} = mergeChunks(split, outdir, ['program', 'one', 'two']);
  await build({...options, entryPoints, plugins: [plugin]});
  return {folder: join(root, 'out'), splitFiles: split.outputFiles.map(({path}) => path)};
}

test('chunks that entries load together become one file, and each module still runs once', async () => {
  const {folder, splitFiles} = await built(SOURCES);
  const files = readdirSync(folder, {recursive: true}).filter((name) => String(name).endsWith('.js'));
  expect(files.length).toBeLessThan(splitFiles.length);
  expect(files).toContain(join('chunks', 'together-0.js'));
  const load = (file: string) => import(pathToFileURL(join(folder, file)).href);
  const [program, one, two] = await Promise.all(['program.js', 'one.js', 'two.js'].map(load));
  expect(one.default()).toEqual(['a of failure', 'b']);
  expect(two.default()).toEqual(['b', 'a of failure']);
  expect(await two.sooner()).toMatchObject({name: 'a of failure'});
  const error = (await one.later()).fail();
  expect(error.message).toBe('1');
  expect(program.failed(error)).toBe(true);
});

test('an entry that is not built is named', async () => {
  const folder = relative(process.cwd(), folderOf({}));
  const split = await build({
    stdin: {contents: ''},
    outdir: folder,
    format: 'esm',
    splitting: true,
    bundle: true,
    write: false,
    metafile: true,
  });
  expect(() => mergeChunks(split, folder, ['program'])).toThrow('program.js is not part of this build');
});
