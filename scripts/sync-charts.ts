// SPDX-License-Identifier: Apache-2.0
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {parseYaml} from '../src/yaml/parse.js';

/** A chart as its `Chart.yaml` describes it; only what decides which shared files it gets. */
interface Metadata {
  annotations?: Record<string, string>;
}

/** Paths, in one folder, of the templates that match; sorted, none when there is no such folder. */
function templates(folder: string, accept: (name: string) => boolean = () => true): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter(accept)
    .sort()
    .map((name) => join(folder, name));
}

/** Folders of all charts below a folder, sorted. */
function chartFolders(charts: string): string[] {
  return readdirSync(charts, {recursive: true, encoding: 'utf8'})
    .filter((file) => file === 'Chart.yaml' || file.endsWith('/Chart.yaml'))
    .map((file) => join(charts, dirname(file)))
    .sort();
}

/**
 * The shared templates that a chart takes: those of the family that its annotation `sharedTemplates` names,
 * `zzz_profile.yaml`, `zzy_descope_legacy.yaml` with the annotation `legacyRoot`, and each `_NAME.tpl` of which a template
 * of the chart or family names a define `NAME.x`.
 */
function sharedTemplates(chart: string, shared: string): string[] {
  const {annotations = {}} = parseYaml(readFileSync(join(chart, 'Chart.yaml'), 'utf8')) as Metadata;
  const forAll = readdirSync(join(shared, 'templates')).sort();
  const family = annotations['sharedTemplates'];
  const ofFamily = family === undefined ? [] : templates(join(shared, family, 'templates'));
  const own = templates(join(chart, 'templates'), (name) => !forAll.includes(name));
  const text = [...own, ...ofFamily].map((file) => readFileSync(file, 'utf8')).join('\n');
  const wanted = forAll.filter((name) => {
    const library = /^_(.+)\.tpl$/.exec(name)?.[1];
    if (library !== undefined) return text.includes(`"${library}.`);
    return name === 'zzz_profile.yaml' || annotations['legacyRoot'] !== undefined;
  });
  return [...ofFamily, ...wanted.map((name) => join(shared, 'templates', name))];
}

/**
 * What every chart of `manifests/charts` must hold beside its own files: path from `manifests` to content. Helm needs the
 * copies because a chart cannot read outside its folder.
 */
export function sharedCopies(manifests: string): Map<string, string> {
  const shared = join(manifests, 'shared');
  const copies = new Map<string, string>();
  for (const chart of chartFolders(join(manifests, 'charts')))
    for (const file of [...templates(join(shared, 'files')), ...sharedTemplates(chart, shared)]) {
      const [folder = '', name = ''] = file.split('/').slice(-2);
      copies.set(relative(manifests, join(chart, folder, name)), readFileSync(file, 'utf8'));
    }
  return copies;
}

/** Files with the name of a shared one that are not copies: of profiles that were dropped, of templates given up. */
export function staleCopies(manifests: string, copies: ReadonlyMap<string, string>): string[] {
  const shared = readdirSync(join(manifests, 'shared', 'templates')).map((name) => `templates/${name}`);
  return chartFolders(join(manifests, 'charts'))
    .flatMap((chart) => readdirSync(chart, {recursive: true, encoding: 'utf8'}).map((file) => ({chart, file})))
    .filter(({file}) => /^files\/profile-[^/]+$/.test(file) || shared.includes(file))
    .map(({chart, file}) => relative(manifests, join(chart, file)))
    .filter((path) => !copies.has(path))
    .sort();
}

function main(manifests: string): void {
  const copies = sharedCopies(manifests);
  for (const [file, content] of copies) {
    const path = join(manifests, file);
    if (existsSync(path) && readFileSync(path, 'utf8') === content) continue;
    mkdirSync(dirname(path), {recursive: true});
    writeFileSync(path, content);
  }
  for (const file of staleCopies(manifests, copies)) rmSync(join(manifests, file));
}

const script = process.argv[1];
if (script?.endsWith('sync-charts.ts')) main(join(dirname(script), '..', 'manifests'));
