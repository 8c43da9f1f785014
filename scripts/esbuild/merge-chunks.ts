// SPDX-License-Identifier: Apache-2.0
import {dirname, join, relative} from 'node:path';
import type {BuildResult, Metafile, OnLoadResult, OnResolveArgs, OnResolveResult, Plugin} from 'esbuild';

/** A build with `splitting`, kept in memory: what {@link mergeChunks} starts from. */
export type SplitBuild = BuildResult<{write: false; metafile: true}>;

/** What to build once more, and the plugin that knows how. */
export interface MergedBuild {
  entryPoints: {in: string; out: string}[];
  plugin: Plugin;
}

/**
 * Puts together the chunks that hot entries load together. esbuild makes one for each set of entries and dynamic imports
 * that share code: dozens for one command, each of which has to be found, read and linked. Here chunks that the same hot
 * entries import become one file; those of a single entry become part of it, and so do those of the first one, which
 * every run loads. What no hot entry imports stays as it is. No module is copied, so each still runs once; and as all
 * that imports a chunk also imports what that chunk imports, files never import each other in a circle.
 * docs/decisions/002-start-up.md has the measurements.
 * @param folder Where `split` and the new build go to, relative to the working directory.
 * @param hotEntries Paths in `folder`, without extension.
 * @throws Error for a hot entry that is not part of `split`.
 */
export function mergeChunks(split: SplitBuild, folder: string, hotEntries: readonly string[]): MergedBuild {
  const plan = planFiles(split.metafile, folder, hotEntries);
  const texts = new Map(split.outputFiles.map(({path, text}) => [relative(process.cwd(), path), text]));
  return {
    entryPoints: [...plan.files.keys()].map((file) => ({in: file, out: relative(folder, file).replace(/\.js$/, '')})),
    plugin: {
      name: 'merge-chunks',
      setup(build) {
        build.onResolve({filter: /.*/}, (args) => resolve(args, plan));
        build.onLoad({filter: /.*/, namespace: 'file-of-chunks'}, ({path}) => ({contents: fileOf(path, plan)}));
        build.onLoad({filter: /.*/, namespace: 'chunk'}, ({path}) => ({contents: withRequire(texts.get(path) ?? '')}));
        build.onLoad({filter: /.*/, namespace: 'elsewhere'}, ({pluginData}) => elsewhere(pluginData, plan));
      },
    },
  };
}

interface Plan {
  outputs: Metafile['outputs'];
  /** Files to write, and the chunks that go into each. */
  files: Map<string, string[]>;
  /** The file that holds a chunk. */
  homeOf: Map<string, string>;
}

function planFiles({outputs}: Metafile, folder: string, hotEntries: readonly string[]): Plan {
  const hot = hotEntries.map((entry) => join(folder, `${entry}.js`));
  const reached = hot.map((entry) => reachedFrom(entry, outputs));
  const chunks = Object.keys(outputs).filter((path) => path.endsWith('.js'));
  const homes = new Map<string, string>();
  const files = new Map<string, string[]>();
  const homeOf = new Map<string, string>();
  for (const chunk of chunks) {
    const all = hot.filter((_, i) => reached[i]?.has(chunk));
    // The first one is loaded before all others.
    const users = all[0] === hot[0] ? all.slice(0, 1) : all;
    const [only = chunk] = users;
    const together = join(folder, 'chunks', `together-${homes.size}.js`);
    const home = homes.get(users.join()) ?? (users.length > 1 ? together : only);
    if (users.length > 1) homes.set(users.join(), home);
    files.set(home, [...(files.get(home) ?? []), chunk]);
    homeOf.set(chunk, home);
  }
  // An entry that ended up in another file is still imported by its own path.
  for (const chunk of chunks) if (outputs[chunk]?.entryPoint && !files.has(chunk)) files.set(chunk, []);
  return {outputs, files, homeOf};
}

function reachedFrom(entry: string, outputs: Metafile['outputs']): Set<string> {
  const reached = new Set([entry]);
  for (const chunk of reached) {
    const output = outputs[chunk];
    if (!output) throw new Error(`${chunk} is not part of this build (scripts/build.ts)`);
    for (const {path, kind, external} of output.imports) {
      if (kind === 'import-statement' && !external) reached.add(path);
    }
  }
  return reached;
}

function resolve({path, kind, importer, namespace}: OnResolveArgs, plan: Plan): OnResolveResult {
  if (kind === 'entry-point') return {path, namespace: 'file-of-chunks'};
  if (namespace === 'file-of-chunks') return moduleOf(path, importer, plan);
  if (namespace === 'elsewhere' || !path.startsWith('.')) return {path, external: true};
  const chunk = join(dirname(importer), path);
  const home = plan.homeOf.get(importer) ?? importer;
  if (kind === 'dynamic-import') return {path: importPath(dirname(home), chunk), external: true};
  return moduleOf(chunk, home, plan);
}

/** A chunk as a file sees it: itself where it is part of the file, else a module that imports it. */
function moduleOf(chunk: string, file: string, {homeOf}: Plan): OnResolveResult {
  if (homeOf.get(chunk) === file) return {path: chunk, namespace: 'chunk'};
  const from = dirname(file);
  return {path: `${chunk} from ${from}`, namespace: 'elsewhere', pluginData: {chunk, from}};
}

function elsewhere({chunk, from}: {chunk: string; from: string}, plan: Plan): OnLoadResult {
  const home = plan.homeOf.get(chunk) ?? chunk;
  const names = exportsOf(chunk, plan).map((name) => `${nameIn(home, chunk, name, plan)} as ${name}`);
  return {contents: `export {${names.join(',')}} from ${JSON.stringify(importPath(from, home))};`};
}

function fileOf(file: string, plan: Plan): string {
  const chunks = plan.files.get(file) ?? [];
  if (chunks.length === 0) return reexport(file, file, plan);
  return chunks.map((chunk) => reexport(chunk, file, plan)).join('\n');
}

function reexport(chunk: string, file: string, plan: Plan): string {
  const names = exportsOf(chunk, plan).map((name) => `${name} as ${nameIn(file, chunk, name, plan)}`);
  return `export {${names.join(',')}} from ${JSON.stringify(chunk)};`;
}

function exportsOf(chunk: string, {outputs}: Plan): string[] {
  return outputs[chunk]?.exports ?? [];
}

/** How a file names an export of one of its chunks: entries keep their names, others might have the same. */
function nameIn(file: string, chunk: string, name: string, {files}: Plan): string {
  return file === chunk ? name : `${name}$${files.get(file)?.indexOf(chunk)}`;
}

function importPath(from: string, file: string): string {
  const path = relative(from, file);
  return path.startsWith('.') ? path : `./${path}`;
}

/** CommonJS packages in an ES bundle expect a `require`; esbuild's stand-in looks for it. */
function withRequire(text: string): string {
  if (!text.includes('typeof require')) return text;
  return [
    `import {createRequire as __createRequire} from 'node:module';`,
    'const require = __createRequire(import.meta.url);',
    text,
  ].join('\n');
}
