// SPDX-License-Identifier: Apache-2.0
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import type {ChartFile} from '../chart/chart.js';
import {ExitCode, IstioctlError} from '../errors.js';
import type {PackageSource} from '../manifest/package-source.js';
import {fileProblem} from './files.js';
import {readPackageFile} from './package-files.js';

/** What `scripts/pack-manifests.ts` writes to dist/manifests.json. */
export interface PackedManifests {
  /** Text by path within the chart, by folder below `charts/`. */
  charts: Record<string, Record<string, string>>;
  profiles: Record<string, string>;
}

let builtIn: PackageSource | undefined;

/** The charts and profiles that ship with the program. */
export function builtInPackage(): PackageSource {
  builtIn ??= packedSource(
    JSON.parse(readPackageFile('dist/manifests.json')),
    () => new Map(Object.entries<string>(JSON.parse(readPackageFile('dist/crds.json')))),
  );
  return builtIn;
}

/** A package held in memory; `cutOutSpecs` is asked for when the first object needs it. */
export function packedSource(
  {charts, profiles}: PackedManifests,
  cutOutSpecs: () => ReadonlyMap<string, string>,
): PackageSource {
  const name = 'the built-in package';
  let specs: ReadonlyMap<string, string> | undefined;
  return {
    name,
    chart(dir) {
      const files = Object.hasOwn(charts, dir) ? charts[dir] : undefined;
      if (files === undefined) throw noChart(name, dir, Object.keys(charts));
      return Object.entries(files).map(([path, data]) => ({path, data}));
    },
    profile: (profile) => (Object.hasOwn(profiles, profile) ? profiles[profile] : undefined),
    profiles: () => Object.keys(profiles).sort(),
    get cutOutSpecs() {
      return (specs ??= cutOutSpecs());
    },
  };
}

/**
 * The package at a path: a folder or a .tgz that holds `charts/` – or a whole release, which holds it in `manifests/`.
 * One without `profiles/` takes the profiles of `fallback`; without a path it is `fallback`.
 * Throws an {@link IstioctlError} where there is none.
 */
export async function openPackage(path?: string, fallback = builtInPackage()): Promise<PackageSource> {
  if (path === undefined) return fallback;
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch (error) {
    throw unusable(path, fileProblem(error), error);
  }
  if (isFolder) return folderPackage(path, fallback);
  const {readArchive} = await import('./archive.js');
  return filesPackage(path, await readArchive(path), fallback);
}

function folderPackage(path: string, fallback: PackageSource): PackageSource {
  const root = [path, join(path, 'manifests')].find((folder) => existsSync(join(folder, 'charts')));
  if (root === undefined) throw noCharts(path);
  const profiles = join(root, 'profiles');
  return {
    name: path,
    chart: (dir) => {
      const files = filesBelow(join(root, 'charts', dir), '');
      if (files.length === 0)
        throw noChart(path, dir, chartFolders(filesBelow(join(root, 'charts'), '').map((file) => file.path)));
      return files;
    },
    ...profileReader(existsSync(profiles) ? filesBelow(profiles, '') : undefined, fallback),
    cutOutSpecs: new Map(),
  };
}

function filesPackage(path: string, files: readonly ChartFile[], fallback: PackageSource): PackageSource {
  const roots = files.flatMap((file) => /^(?:.*\/)?(?=charts\/[^/]+\/)/.exec(file.path)?.[0] ?? []);
  const root = roots.sort((a, b) => a.length - b.length)[0];
  if (root === undefined) throw noCharts(path);
  const below = (folder: string) =>
    files
      .filter((file) => file.path.startsWith(`${root}${folder}/`))
      .map((file) => ({path: file.path.slice(root.length + folder.length + 1), data: file.data}));
  const profiles = below('profiles');
  return {
    name: path,
    chart: (dir) => {
      const found = below(`charts/${dir}`);
      if (found.length === 0) throw noChart(path, dir, chartFolders(below('charts').map((file) => file.path)));
      return found;
    },
    ...profileReader(profiles.length > 0 ? profiles : undefined, fallback),
    cutOutSpecs: new Map(),
  };
}

function profileReader(
  files: readonly ChartFile[] | undefined,
  fallback: PackageSource,
): Pick<PackageSource, 'profile' | 'profiles'> {
  if (files === undefined) return {profile: (name) => fallback.profile(name), profiles: () => fallback.profiles()};
  const texts = new Map(
    files.flatMap(({path, data}) => {
      const name = /^([^/]+)\.yaml$/.exec(path)?.[1];
      return name === undefined ? [] : [[name, typeof data === 'string' ? data : Buffer.from(data).toString('utf8')]];
    }),
  );
  return {profile: (name) => texts.get(name), profiles: () => [...texts.keys()].sort()};
}

/** All files below a folder, paths relative to it; none where there is no such folder. */
function filesBelow(folder: string, prefix: string): ChartFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((name): ChartFile[] => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return filesBelow(path, `${prefix}${name}/`);
      return [{path: prefix + name, data: readFileSync(path)}];
    });
}

function chartFolders(paths: string[]): string[] {
  return paths.flatMap((path) => /^(.+)\/Chart\.yaml$/.exec(path)?.[1] ?? []);
}

function noChart(name: string, dir: string, present: string[]): IstioctlError {
  return new IstioctlError(`${name} has no chart charts/${dir}`, {
    exitCode: ExitCode.UnreadableInput,
    hint:
      present.length === 0
        ? 'It has no chart at all.'
        : `It has ${present.map((each) => `charts/${each}`).join(', ')}.`,
  });
}

function noCharts(path: string): IstioctlError {
  return unusable(path, 'it has no folder charts/');
}

function unusable(path: string, problem: string, cause?: unknown): IstioctlError {
  return new IstioctlError(`${path} is no package of charts: ${problem}`, {
    cause,
    exitCode: ExitCode.UnreadableInput,
    hint: 'Give a folder or .tgz with charts/ and profiles/, for example the manifests/ of a release.',
  });
}
