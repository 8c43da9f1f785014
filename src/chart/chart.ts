// SPDX-License-Identifier: Apache-2.0

import {getKey, isMap, type ValueMap} from '../template/compile/value.js';
import {compareStrings} from '../template/print/utf8.js';
import {YamlError} from '../yaml/error.js';
import {parseYaml} from '../yaml/parse.js';
import {ChartError} from './error.js';
import {textOfBytes} from './functions/bytes.js';
import {isParsed} from './functions/plain.js';
import {isIgnored, parseIgnoreRules} from './helmignore.js';
import {type Metadata, metadataOf} from './metadata.js';

/** A file of a chart folder. `path` is relative to the folder and has slashes on every system. */
export interface ChartFile {
  path: string;
  data: Uint8Array | string;
}

export interface ChartTemplate {
  /** Relative to the chart, `templates/…`. */
  readonly path: string;
  readonly source: string;
}

/** A chart with its subcharts, as read; nothing in it changes when it is rendered. */
export interface Chart {
  readonly name: string;
  /** Where the chart came from, for messages. */
  readonly origin: string;
  readonly metadata: Metadata;
  /** values.yaml. */
  readonly values: ValueMap;
  /** values.schema.json. */
  readonly schema?: string;
  readonly templates: readonly ChartTemplate[];
  /** What `.Files` shows, by path. Bytes that are not UTF-8 are kept, see functions/bytes.ts. */
  readonly files: ReadonlyMap<string, string>;
  readonly crds: readonly ChartTemplate[];
  /** The folders under `charts/`, whether or not Chart.yaml names them. */
  readonly dependencies: readonly Chart[];
}

/**
 * The chart that the files of a folder or an unpacked archive make up; `.helmignore` is heeded. `origin` is what
 * messages call it. Throws a ChartError that names what is missing or cannot be read.
 */
export function chartOf(files: readonly ChartFile[], origin: string): Chart {
  const rules = files.find(({path}) => path === '.helmignore');
  const ignored = parseIgnoreRules(rules === undefined ? '' : textOf(rules));
  const kept = files.filter(({path}) => !isIgnored(ignored, path));
  return buildChart(kept, origin);
}

function buildChart(files: readonly ChartFile[], origin: string): Chart {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const own = files.filter(({path}) => !path.startsWith('charts/')).sort((a, b) => compareStrings(a.path, b.path));
  const metadata = readMetadata(byPath, origin);
  const schema = byPath.get('values.schema.json');
  const dependencies = subcharts(files, origin);
  checkDependencies(metadata, dependencies, origin);
  return {
    name: metadata.name,
    origin,
    metadata,
    values: readMap(byPath, 'values.yaml', origin) ?? {},
    ...(schema === undefined ? {} : {schema: textOf(schema)}),
    templates: own.filter(({path}) => path.startsWith('templates/')).map(templateOf),
    files: new Map(own.filter(({path}) => !isReserved(path)).map((file) => [file.path, textOf(file)])),
    crds: own.filter(({path}) => /^crds\/.*\.(?:ya?ml|json)$/i.test(path)).map(templateOf),
    dependencies,
  };
}

const RESERVED = new Set(['Chart.yaml', 'Chart.lock', 'values.yaml', 'values.schema.json', 'requirements.lock']);

function isReserved(path: string): boolean {
  return RESERVED.has(path) || path.startsWith('templates/');
}

function textOf(file: ChartFile): string {
  const text = typeof file.data === 'string' ? file.data : textOfBytes(file.data);
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

function templateOf(file: ChartFile): ChartTemplate {
  return {path: file.path, source: textOf(file)};
}

function readMetadata(files: ReadonlyMap<string, ChartFile>, origin: string): Metadata {
  const source = readMap(files, 'Chart.yaml', origin);
  if (source === undefined) {
    throw new ChartError(`${origin} is not a chart: it has no Chart.yaml`, {
      helmText: 'Chart.yaml file is missing',
      unreadable: true,
    });
  }
  const requirements = readMap(files, 'requirements.yaml', origin);
  const metadata = metadataOf(source, getKey(source, 'apiVersion') === 'v1' ? requirements : undefined);
  for (const field of ['apiVersion', 'name', 'version'] as const) {
    if (metadata[field] !== '') continue;
    throw new ChartError(`${origin}/Chart.yaml: ${field} is missing`, {
      helmText: `validation: chart.metadata.${field} is required`,
      unreadable: true,
    });
  }
  return metadata;
}

/** The file's map; undefined if there is no such file, empty if the file is. */
function readMap(files: ReadonlyMap<string, ChartFile>, path: string, origin: string): ValueMap | undefined {
  const file = files.get(path);
  if (file === undefined) return undefined;
  let value: unknown;
  try {
    value = parseYaml(textOf(file));
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const message = `${origin}/${path}:${error.line}:${error.column}: ${error.message}`;
    throw new ChartError(message, {cause: error, unreadable: true});
  }
  if (value === null) return {};
  if (isParsed(value) && isMap(value)) return value;
  throw new ChartError(`${origin}/${path}: a map was expected`, {unreadable: true});
}

/** Files of each folder under `charts/`; names that start with a dot or an underscore are left out. */
function subcharts(files: readonly ChartFile[], origin: string): Chart[] {
  const folders = new Map<string, ChartFile[]>();
  for (const {path, data} of files) {
    const [, folder, inner] = /^charts\/([^/._][^/]*)\/(.+)$/.exec(path) ?? [];
    if (folder === undefined || inner === undefined) continue;
    const members = folders.get(folder) ?? [];
    members.push({path: inner, data});
    folders.set(folder, members);
  }
  return [...folders.keys()]
    .sort(compareStrings)
    .map((folder) => buildChart(folders.get(folder) ?? [], `${origin}/charts/${folder}`));
}

function checkDependencies(metadata: Metadata, present: readonly Chart[], origin: string): void {
  const names = new Set(present.map(({name}) => name));
  const missing = metadata.dependencies.map(({name}) => name).filter((name) => !names.has(name));
  if (missing.length === 0) return;
  const list = [...new Set(missing)].join(', ');
  throw new ChartError(`${origin}/Chart.yaml names dependencies that are not in ${origin}/charts: ${list}`, {
    helmText: `found in Chart.yaml, but missing in charts/ directory: ${list}`,
    hint: 'Run `helm dependency update` on the chart first.',
    unreadable: true,
  });
}
