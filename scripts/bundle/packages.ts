// SPDX-License-Identifier: Apache-2.0
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Metafile} from 'esbuild';

/** A package of others, part of which is in the bundle. */
export interface BundledPackage {
  name: string;
  version: string;
  /** An SPDX expression. */
  license: string;
  /** The texts that its licence wants to be passed on: licence and notice files, in the order of their names. */
  texts: readonly string[];
  homepage?: string;
  /** Hash of the registry's archive as npm writes it: `sha512-` and base64. */
  integrity?: string;
}

/** What is read of a package's package.json. */
interface Manifest {
  name: string;
  version: string;
  license?: string | {type?: string};
  homepage?: string;
  repository?: string | {url?: string};
}

interface Lock {
  packages: Record<string, {integrity?: string} | undefined>;
}

/**
 * Returns the packages that have code in the outputs of a build, by name, then by version, each once.
 *
 * @throws Error for a package that names no licence, or passes no text of it on
 */
export function bundledPackages({outputs}: Metafile): BundledPackage[] {
  const folders = new Map<string, string[]>();
  for (const {inputs} of Object.values(outputs)) {
    for (const [path, {bytesInOutput}] of Object.entries(inputs)) {
      const folder = bytesInOutput > 0 ? packageFolder(path) : undefined;
      if (folder !== undefined) folders.set(folder, [...(folders.get(folder) ?? []), path]);
    }
  }
  const lock: Lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const packages = [...folders].map(([folder, files]) => readPackage(folder, files, lock));
  const once = new Map(packages.map((each) => [`${each.name}@${each.version}`, each]));
  return [...once.values()].sort((a, b) => (a.name === b.name ? +(a.version > b.version) : a.name < b.name ? -1 : 1));
}

/** Returns the folder of the package that a file belongs to: `node_modules/a/node_modules/@b/c`, or undefined. */
export function packageFolder(path: string): string | undefined {
  return /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
}

function readPackage(folder: string, bundled: readonly string[], lock: Lock): BundledPackage {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const {name, version} = manifest;
  const license = typeof manifest.license === 'string' ? manifest.license : manifest.license?.type;
  if (license === undefined) throw new Error(`${name} ${version} names no licence in its package.json`);
  const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|copying|notice)/i.test(file));
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  if (texts.length === 0) texts.push(...textsElsewhere(folder, bundled, license));
  if (texts.length === 0) throw new Error(`${name} ${version} passes no text of its licence on`);
  const homepage = manifest.homepage ?? pageOf(manifest.repository);
  const integrity = lock.packages[folder]?.integrity;
  return {name, version, license, texts, ...(homepage && {homepage}), ...(integrity && {integrity})};
}

/**
 * Returns the licence of a package that has no file with it: ours, where it is the same one (Apache 2.0), what the heads
 * of its own files say, and the licence part of its README.
 */
function textsElsewhere(folder: string, bundled: readonly string[], license: string): string[] {
  const readme = join(folder, 'README.md');
  const part = existsSync(readme)
    ? /^#+ *licen[cs]e\b.*$([^]*?)(?=^#|$(?![^]))/im.exec(readFileSync(readme, 'utf8'))
    : null;
  const heads = bundled.flatMap((file) => readFileSync(file, 'utf8').match(LICENCE_COMMENT) ?? []);
  const ours = license.includes('Apache-2.0') ? [readFileSync('LICENSE', 'utf8')] : [];
  const texts = [...ours, ...heads.map(withoutMarks), part?.[1] ?? ''];
  return [...new Set(texts.map((text) => text.trim()))].filter((text) => text !== '');
}

/** A run of line comments, or one block, that grants rights in the words of the BSD or MIT licence. */
const LICENCE_COMMENT =
  /(?:^\/\/.*\n)*^\/\/.*(?:Redistribution and use|Permission is hereby granted).*\n(?:^\/\/.*\n)*/gm;

function withoutMarks(comment: string): string {
  return comment.replace(/^\/\/ ?/gm, '');
}

/** npm takes `OWNER/REPOSITORY` for a repository of GitHub. */
function pageOf(repository: Manifest['repository']): string | undefined {
  const url = typeof repository === 'string' ? repository : repository?.url;
  if (url !== undefined && /^[^/:]+\/[^/:]+$/.test(url)) return `https://github.com/${url}`;
  return url
    ?.replace(/^git\+/, '')
    .replace(/^git:/, 'https:')
    .replace(/\.git$/, '');
}
