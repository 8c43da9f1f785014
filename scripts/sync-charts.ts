// SPDX-License-Identifier: Apache-2.0
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {load} from 'js-yaml';

/** Template that only charts with the annotation `legacyRoot` get. */
const descope = 'zzy_descope_legacy.yaml';

/** A chart as its `Chart.yaml` describes it; only what decides which shared files it gets. */
interface Metadata {
  annotations?: Record<string, string>;
}

/**
 * Folders of all charts below a folder, sorted.
 */
export function chartFolders(charts: string): string[] {
  return readdirSync(charts, {recursive: true, encoding: 'utf8'})
    .filter((file) => file === 'Chart.yaml' || file.endsWith('/Chart.yaml'))
    .map((file) => join(charts, dirname(file)))
    .sort();
}

/**
 * What every chart of `manifests/charts` must hold beside its own files: path from `manifests` to content. Helm needs the
 * copies because a chart cannot read outside its folder.
 */
export function sharedCopies(manifests: string): Map<string, string> {
  const shared = join(manifests, 'shared');
  const copies = new Map<string, string>();
  for (const chart of chartFolders(join(manifests, 'charts'))) {
    const metadata = load(readFileSync(join(chart, 'Chart.yaml'), 'utf8')) as Metadata;
    const copy = (from: string, folder: string): void => {
      for (const name of readdirSync(join(from, folder)).sort()) {
        if (name === descope && metadata.annotations?.['legacyRoot'] === undefined) continue;
        copies.set(relative(manifests, join(chart, folder, name)), readFileSync(join(from, folder, name), 'utf8'));
      }
    };
    copy(shared, 'files');
    copy(shared, 'templates');
    const family = metadata.annotations?.['sharedTemplates'];
    if (family !== undefined) copy(join(shared, family), 'templates');
  }
  return copies;
}

/**
 * Files that look like copies but are not among them: profiles that were renamed or dropped, a template the chart gave up.
 */
export function staleCopies(manifests: string, copies: ReadonlyMap<string, string>): string[] {
  return chartFolders(join(manifests, 'charts'))
    .flatMap((chart) => readdirSync(chart, {recursive: true, encoding: 'utf8'}).map((file) => join(chart, file)))
    .map((file) => relative(manifests, file))
    .filter((file) => /\/(files\/profile-[^/]+|templates\/zz[yz]_[^/]+)\.yaml$/.test(file) && !copies.has(file))
    .sort();
}

function main(): void {
  const manifests = join(dirname(fileURLToPath(import.meta.url)), '..', 'manifests');
  const copies = sharedCopies(manifests);
  for (const [file, content] of copies) {
    const path = join(manifests, file);
    if (existsSync(path) && readFileSync(path, 'utf8') === content) continue;
    mkdirSync(dirname(path), {recursive: true});
    writeFileSync(path, content);
  }
  for (const file of staleCopies(manifests, copies)) rmSync(join(manifests, file));
}

if (process.argv[1] !== undefined && /sync-charts\.[jt]s$/.test(process.argv[1])) main();
