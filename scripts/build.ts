// SPDX-License-Identifier: Apache-2.0
import {execFileSync} from 'node:child_process';
import {cpSync, readdirSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type BuildOptions, build} from 'esbuild';
import {writeCommandManifest} from './command-manifest.js';
import {mergeChunks} from './esbuild/merge-chunks.js';
import {slimKubernetesClient} from './esbuild/slim-kubernetes-client.js';
import {slimOclif} from './esbuild/slim-oclif.js';
import {packManifests} from './pack-manifests.js';

/** Built aside and moved into place at the end, so that a run meanwhile finds all or nothing new. */
const OUT = 'dist.next';

/** Entries besides the commands: what every run loads, and what is loaded later but often. */
const PARTS = ['cli/program', 'cli/help', 'analysis/schema/virtualservice/virtual-service'];

/** The commands that are to start fast (bench/works.ts). */
const FAST = ['analyze', 'version', 'profile/list', 'manifest/generate', 'kube-inject', 'proxy-config/cluster'];

function commandFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? commandFiles(path) : [path];
  });
}

function revision(): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']}).trim();
  } catch {
    return 'unknown';
  }
}

rmSync(OUT, {recursive: true, force: true});
const options = {
  outdir: OUT,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  logLevel: 'warning',
} as const satisfies BuildOptions;
const split = await build({
  ...options,
  entryPoints: [...PARTS.map((part) => `src/${part}.ts`), ...commandFiles('src/commands')],
  outbase: 'src',
  chunkNames: 'chunks/[name]-[hash]',
  splitting: true,
  legalComments: 'inline',
  plugins: [slimOclif(), slimKubernetesClient()],
  write: false,
  metafile: true,
});
const {entryPoints, plugin} = mergeChunks(split, OUT, [...PARTS, ...FAST.map((command) => `commands/${command}`)]);
await build({
  ...options,
  entryPoints,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'external',
  plugins: [plugin],
});
writeFileSync(join(OUT, 'build.json'), JSON.stringify({revision: revision()}));
packManifests(OUT);
cpSync('docs/messages', join(OUT, 'messages'), {recursive: true});
rmSync('dist', {recursive: true, force: true});
renameSync(OUT, 'dist');
await writeCommandManifest();
