// SPDX-License-Identifier: Apache-2.0
import {execFileSync} from 'node:child_process';
import {cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {type BuildOptions, build} from 'esbuild';
import {bundledPackages} from './bundle/packages.js';
import {billOfMaterials} from './bundle/sbom.js';
import {thirdParty} from './bundle/third-party.js';
import {writeCommandManifest} from './command-manifest.js';
import {digestOf} from './digest.js';
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

/** What the package says of the code of others in it; made by each build. */
const [THIRD_PARTY, SBOM] = ['THIRD-PARTY.md', 'sbom.cdx.json'];

/** What `dist/build.json` says of a build. */
interface Made {
  revision: string;
  inputs: string;
}

/** The last build; undefined where there is none, or one that broke off. */
function whatIsThere(): unknown {
  // Written last.
  const parts = [THIRD_PARTY, SBOM, 'oclif.manifest.json', 'dist/commands.json'];
  return parts.every((part) => existsSync(part)) ? JSON.parse(readFileSync('dist/build.json', 'utf8')) : undefined;
}

function revision(): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']}).trim();
  } catch {
    return 'unknown';
  }
}

/** What the build reads; the same of it makes the same build. */
const INPUTS = ['src', 'manifests', 'docs/messages', 'scripts', 'package.json', 'package-lock.json'];

const made: Made = {revision: revision(), inputs: digestOf(INPUTS)};
if (process.argv.includes('--if-changed') && isDeepStrictEqual(whatIsThere(), made)) process.exit();

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
writeFileSync(join(OUT, 'build.json'), JSON.stringify(made));
packManifests(OUT);
cpSync('docs/messages', join(OUT, 'messages'), {recursive: true});
rmSync('dist', {recursive: true, force: true});
renameSync(OUT, 'dist');
const {name, version, license} = JSON.parse(readFileSync('package.json', 'utf8'));
const packages = bundledPackages(split.metafile);
writeFileSync(THIRD_PARTY, thirdParty(packages));
writeFileSync(SBOM, billOfMaterials({name, version, license}, packages));
await writeCommandManifest();
