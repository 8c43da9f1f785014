// SPDX-License-Identifier: Apache-2.0
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

const MOST_FILES = 25;

/** Lines of a file, by the start of its path; the first that fits counts. */
const MOST_LINES: readonly [prefix: string, lines: number][] = [
  ['src/commands/', 80],
  ['', 300],
];

/** Returns a complaint for each folder with too many files and each file with too many lines; generated files aside. */
export function tooLarge(folders: readonly string[]): string[] {
  return folders.flatMap((folder) => {
    const entries = readdirSync(folder, {withFileTypes: true});
    const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'));
    const crowd = folder.startsWith('src') && files.length > MOST_FILES;
    return [
      ...(crowd ? [`${folder}: ${files.length} files, at most ${MOST_FILES}`] : []),
      ...files.flatMap(({name}) => tooLong(join(folder, name))),
      ...tooLarge(entries.filter((entry) => entry.isDirectory()).map(({name}) => join(folder, name))),
    ];
  });
}

function tooLong(path: string): string[] {
  if (path.includes('.generated.')) return [];
  const lines = readFileSync(path, 'utf8').split('\n').length - 1;
  const [, most = 0] = MOST_LINES.find(([prefix]) => path.startsWith(prefix)) ?? [];
  return lines > most ? [`${path}: ${lines} lines, at most ${most}`] : [];
}
