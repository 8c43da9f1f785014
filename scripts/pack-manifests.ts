// SPDX-License-Identifier: Apache-2.0
// Packs manifests/ and src/profiles/ into dist/, and the schemas of the CRDs, as they are printed, apart: nothing in the
// charts looks at them, so they need not pass through templates and YAML at run time.
import {mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join, relative, sep} from 'node:path';
import {PACKED, type PackedManifests} from '../src/io/manifests.js';
import {getIn, isTree} from '../src/manifest/input/tree.js';
import {CUT_OUT} from '../src/manifest/package-source.js';
import {emitYaml} from '../src/yaml/emit.js';
import {parseYaml} from '../src/yaml/parse.js';

/** Nobody sees the text of these, so they go as JSON, which is YAML too and read much faster. */
const READ_AS_DATA = /^(?:Chart|values|files\/profile-[^/]+)\.yaml$/;

const CRDS = {chart: 'base', path: 'files/crd-all.gen.yaml'};

/** The package as it ships. */
export function packedManifests(): PackedManifests {
  const charts: PackedManifests['charts'] = {};
  for (const path of filesBelow('manifests/charts')) {
    const dir = chartOf(path);
    const files = (charts[dir] ??= {});
    const inner = path.slice(dir.length + 1);
    const text = readFileSync(join('manifests/charts', path), 'utf8');
    files[inner] = READ_AS_DATA.test(inner) ? JSON.stringify(parseYaml(text)) : text;
  }
  const profiles = Object.fromEntries(
    filesBelow('src/profiles').map((path) => [
      path.replace(/\.yaml$/, ''),
      readFileSync(join('src/profiles', path), 'utf8'),
    ]),
  );
  const {text, crds} = cutOut(charts[CRDS.chart]?.[CRDS.path] ?? '');
  Object.assign(charts[CRDS.chart] ?? {}, {[CRDS.path]: text});
  return {charts, profiles, crds};
}

/** Writes the package into a folder that takes the place of dist/. */
export function packManifests(folder: string): void {
  const {charts, profiles, crds} = packedManifests();
  const write = (path: string, value: unknown) => {
    const file = join(folder, relative('dist', path));
    mkdirSync(dirname(file), {recursive: true});
    writeFileSync(file, JSON.stringify(value));
  };
  write(PACKED.index, {charts: Object.keys(charts), profiles});
  write(PACKED.crds, crds);
  for (const [dir, files] of Object.entries(charts)) write(PACKED.chart(dir), files);
}

/** Takes the schemas out of the CRDs; in their place stands what they belong to. */
function cutOut(text: string): {text: string; crds: Record<string, string>} {
  const crds: Record<string, string> = {};
  const heads = text.split(/^---\n/m).map((document) => {
    const value = parseYaml(document);
    const name = getIn(value, ['metadata', 'name']);
    const at = document.search(/^spec:$/m);
    if (!isTree(value) || typeof name !== 'string' || at < 0) return document;
    if (Object.keys(value).at(-1) !== 'spec') throw new Error(`${name}: spec must come last`);
    crds[name] = emitYaml({spec: value['spec']});
    return `${document.slice(0, at)}spec:\n  ${CUT_OUT}: ${name}\n`;
  });
  return {text: heads.join('---\n'), crds};
}

function filesBelow(folder: string): string[] {
  const paths = (at: string): string[] =>
    readdirSync(at)
      .sort()
      .flatMap((name) => (statSync(join(at, name)).isDirectory() ? paths(join(at, name)) : [join(at, name)]));
  return paths(folder).map((path) => relative(folder, path).split(sep).join('/'));
}

/** The folder of the chart that a file belongs to: the nearest with a Chart.yaml. */
function chartOf(path: string): string {
  const parts = path.split('/');
  for (let i = 1; i < parts.length; i++) {
    const dir = parts.slice(0, i).join('/');
    if (readdirSync(join('manifests/charts', dir)).includes('Chart.yaml')) return dir;
  }
  throw new Error(`manifests/charts/${path} belongs to no chart`);
}
