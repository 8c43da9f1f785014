// SPDX-License-Identifier: Apache-2.0
// Fails when a file of src/ imports what its folder may not, or when a folder may import what it does not (rooms.ts), and
// when files or folders grow too large.
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {ROOMS} from './rooms.js';
import {tooLarge} from './sizes.js';

/** Packages and Node modules with one door each. */
const DOORS: [specifier: RegExp, allowed: RegExp][] = [
  [/^@oclif\/core(\/|$)/, /^src\/(cli|commands|actions)\//],
  [/^@kubernetes\/client-node/, /^src\/io\/kube\//],
  [/^@grpc\//, /^src\/io\/istiod\//],
  [/^execa$/, /^src\/io\/process\.ts$/],
  [/^(chalk|cli-table3)$/, /^src\/(writer|cli)\//],
  [/^zod$/, /^src\/api\//],
  [/^(ws|modern-tar)$/, /^src\/io\//],
  [/^node:(fs|net|tls|http|https|http2|child_process|dns|os|process|readline)/, /^src\/io\//],
];

/** Allowances that some import needed. */
const used = new Set<string>();

const IMPORT = /^\s*(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'|import\('([^']+)'\)/gm;

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

function folderOf(path: string): string {
  const [, first = '', ...rest] = path.split('/');
  return rest.length === 0 ? first.replace(/\.(ts|js)$/, '') : first;
}

function complaint(file: string, specifier: string, typeOnly: boolean): string | undefined {
  if (!specifier.startsWith('.')) {
    const door = DOORS.find(([pattern]) => pattern.test(specifier));
    return door && !door[1].test(file) && !typeOnly ? `${specifier} has its door in ${door[1].source}` : undefined;
  }
  const from = folderOf(file);
  const to = folderOf(relative('.', join(dirname(file), specifier)));
  if (from === to) return undefined;
  // What lies in src/ itself is for everybody.
  if (ROOMS[to] === undefined) return undefined;
  const allowance = (ROOMS[from]?.may ?? []).find((each) => each === to || (typeOnly && each === `${to}:types`));
  used.add(`${from} ${allowance}`);
  if (allowance !== undefined) return undefined;
  return `src/${from} may not import src/${to}`;
}

const complaints = filesBelow('src')
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => {
    const found = [...readFileSync(file, 'utf8').matchAll(IMPORT)];
    return found.flatMap((match) => {
      // What tells an address from a name is pure, though it lives among sockets.
      if (/\{isIP(?:v[46])?(?:, isIP(?:v[46])?)*\}/.test(match[0])) return [];
      const message = complaint(file, match[2] ?? match[3] ?? '', match[1] !== undefined);
      return message ? [`${file}: ${message}`] : [];
    });
  });
const unused = Object.entries(ROOMS).flatMap(([room, {may}]) =>
  may.filter((each) => !used.has(`${room} ${each}`)).map((each) => `src/${room} may import ${each} and does not`),
);
const unknown = readdirSync('src', {withFileTypes: true}).filter(
  (entry) =>
    entry.isDirectory() &&
    ROOMS[entry.name] === undefined &&
    filesBelow(join('src', entry.name)).some((file) => file.endsWith('.ts')),
);
const all = [
  ...complaints,
  ...unused,
  ...unknown.map(({name}) => `src/${name}: scripts/lint/rooms.ts does not say what it holds and may import`),
  ...tooLarge(['src', 'scripts']),
];
for (const line of all) console.error(line);
console.error(all.length === 0 ? 'layout: as scripts/lint/rooms.ts has it' : `layout: ${all.length} complaints`);
process.exitCode = all.length === 0 ? 0 : 1;
