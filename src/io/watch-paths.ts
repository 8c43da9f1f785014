// SPDX-License-Identifier: Apache-2.0
import {type FSWatcher, statSync, watch} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {IstioctlError} from '../errors.js';
import {fileProblem} from './files.js';

/**
 * Calls back with the path of each file that changes, appears or goes, in the folders that are named and below, or that
 * is named itself, until the signal fires. Throws where a path cannot be watched.
 */
export function watchPaths(paths: readonly string[], onChange: (path: string) => void, signal: AbortSignal): void {
  const watchers: FSWatcher[] = [];
  const stop = (): void => {
    for (const watcher of watchers.splice(0)) watcher.close();
  };
  signal.addEventListener('abort', stop, {once: true});
  try {
    for (const path of paths) watchers.push(watcherOf(path, onChange));
  } catch (error) {
    stop();
    throw new IstioctlError(`cannot watch ${paths.join(', ')}: ${fileProblem(error)}`, {cause: error});
  }
}

function watcherOf(path: string, onChange: (path: string) => void): FSWatcher {
  if (statSync(path).isDirectory()) {
    return watch(path, {recursive: true}, (_, name) => onChange(name === null ? path : join(path, name)));
  }
  // Editors put a new file in the place of the old one, which a watch of the old one does not see.
  return watch(dirname(path), (_, name) => {
    if (name === null || name === basename(path)) onChange(path);
  });
}
