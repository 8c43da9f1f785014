// SPDX-License-Identifier: Apache-2.0
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import type {ChartFile} from '../chart/chart.js';
import {ExitCode, IstioctlError} from '../errors.js';
import type {PackageSource} from '../manifest/package-source.js';
import {fileProblem} from './files.js';
import {readPackageFile} from './package-files.js';

/** Charts and profiles as `scripts/pack-manifests.ts` packs them; `charts` holds text by path within the chart. */
export interface PackedManifests {
  charts: Record<string, Record<string, string>>;
  profiles: Record<string, string>;
  /** The specs of the CRDs as they are printed, by name. */
  crds: Record<string, string>;
}

/** The files of dist/ that hold a packed package: a run reads only those of the charts that it renders. */
export const PACKED = {
  index: 'dist/built-in.json',
  crds: 'dist/crds.json',
  chart: (dir: string) => `dist/charts/${dir.replaceAll('/', '--')}.json`,
};

let builtIn: PackageSource | undefined;

/** The charts and profiles that ship with the program. */
export function builtInPackage(): PackageSource {
  if (builtIn) return builtIn;
  const read = (path: string) => JSON.parse(readPackageFile(path));
  const {charts, profiles}: {charts: string[]; profiles: Record<string, string>} = read(PACKED.index);
  return (builtIn = packedSource({
    charts: new Map(charts.map((dir) => [dir, () => read(PACKED.chart(dir))])),
    profiles,
    crds: () => read(PACKED.crds),
  }));
}

/** A package held in memory. */
export function packageInMemory({charts, profiles, crds}: PackedManifests): PackageSource {
  const readers = Object.entries(charts).map(([dir, files]) => [dir, () => files] as const);
  return packedSource({charts: new Map(readers), profiles, crds: () => crds});
}

interface PackedReaders {
  charts: ReadonlyMap<string, () => Record<string, string>>;
  profiles: Record<string, string>;
  /** Asked for when the first object needs it. */
  crds: () => Record<string, string>;
}

function packedSource({charts, profiles, crds}: PackedReaders): PackageSource {
  const name = 'the built-in package';
  let specs: ReadonlyMap<string, string> | undefined;
  return {
    name,
    chart(dir) {
      const files = charts.get(dir)?.();
      if (files === undefined) throw noChart(name, dir, [...charts.keys()]);
      return Object.entries(files).map(([path, data]) => ({path, data}));
    },
    profile: (profile) => (Object.hasOwn(profiles, profile) ? profiles[profile] : undefined),
    profiles: () => Object.keys(profiles).sort(),
    get cutOutSpecs() {
      return (specs ??= new Map(Object.entries(crds())));
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
