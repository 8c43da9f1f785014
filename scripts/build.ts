// SPDX-License-Identifier: Apache-2.0
import {execFileSync} from 'node:child_process';
import {cpSync, readdirSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {build} from 'esbuild';
import {writeCommandManifest} from './command-manifest.js';
import {slimKubernetesClient} from './esbuild/slim-kubernetes-client.js';
import {slimOclif} from './esbuild/slim-oclif.js';
import {packManifests} from './pack-manifests.js';

/** Built aside and moved into place at the end, so that a run meanwhile finds all or nothing new. */
const OUT = 'dist.next';

/** CommonJS packages in an ES bundle expect these names. */
const COMMONJS_NAMES = [
  `import {createRequire as __createRequire} from 'node:module';`,
  `const require = __createRequire(import.meta.url);`,
].join('');

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
await build({
  entryPoints: ['src/cli/program.ts', ...commandFiles('src/commands')],
  outdir: OUT,
  outbase: 'src',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  banner: {js: COMMONJS_NAMES},
  legalComments: 'external',
  plugins: [slimOclif(), slimKubernetesClient()],
  logLevel: 'warning',
});
writeFileSync(join(OUT, 'build.json'), JSON.stringify({revision: revision()}));
packManifests(OUT);
cpSync('docs/messages', join(OUT, 'messages'), {recursive: true});
rmSync('dist', {recursive: true, force: true});
renameSync(OUT, 'dist');
await writeCommandManifest();
