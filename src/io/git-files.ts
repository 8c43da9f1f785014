// SPDX-License-Identifier: Apache-2.0
import {basename, dirname, join} from 'node:path';
import {isFolder} from './files.js';
import {outputOf} from './process.js';

/** A file of a commit. */
export interface CommittedFile {
  /** As it would be named in the working tree. */
  name: string;
  text: string;
}

/** Time that each call of git may take, in milliseconds. */
const TIMEOUT = 30_000;

/**
 * Returns the files that a commit has below paths of the working tree, in the order of their names; links and submodules are
 * left out. Nothing is written.
 *
 * @param wanted Whether a file is read, by its name.
 * @throws IstioctlError where there is no git, no repository, or no such commit
 */
export async function filesOfCommit(
  commit: string,
  paths: readonly string[],
  wanted: (name: string) => boolean,
): Promise<CommittedFile[]> {
  const found: CommittedFile[] = [];
  for (const path of paths) {
    const [folder, below] = isFolder(path) ? [path, '.'] : [dirname(path), basename(path)];
    const git = (...args: string[]): Promise<string> => outputOf('git', ['-C', folder, ...args], {timeout: TIMEOUT});
    const tree = (await git('rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`)).trim();
    for (const {name, blob} of blobsIn(await git('ls-tree', '-r', '-z', tree, '--', below))) {
      const place = join(folder, name);
      if (wanted(place)) found.push({name: place, text: await git('cat-file', 'blob', blob)});
    }
  }
  return found;
}

/** Entries of `git ls-tree -z`: `MODE blob HASH\tPATH`; plain files have the modes 100644 and 100755. */
function blobsIn(listing: string): {name: string; blob: string}[] {
  return [...listing.matchAll(/100(?:644|755) blob ([0-9a-f]+)\t([^\0]+)\0/g)].map(([, blob = '', name = '']) => ({
    name,
    blob,
  }));
}
