// SPDX-License-Identifier: Apache-2.0
import {readdirSync, statSync} from 'node:fs';
import {extname, join} from 'node:path';
import {ExitCode, IstioctlError} from '../errors.js';
import {fileProblem} from './files.js';
import {readText} from './text-file.js';

/** File names that may hold resources. */
const EXTENSIONS = ['.json', '.yaml', '.yml'];

export interface ResourceFiles {
  /** In the order of the arguments, folders in the order of their names; `-` stands for standard input. */
  files: string[];
  /** Passed over for their extension. */
  skipped: string[];
}

/** The files that arguments name; folders are walked, links to folders not followed. Throws for what is not there. */
export function findResourceFiles(names: readonly string[]): ResourceFiles {
  const found: ResourceFiles = {files: [], skipped: []};
  for (const name of names) {
    if (name === '-') found.files.push(name);
    else if (statOf(name).isDirectory()) walk(name, found);
    else collect(name, found);
  }
  return found;
}

function statOf(name: string) {
  try {
    return statSync(name);
  } catch (error) {
    throw new IstioctlError(`stat ${name}: ${fileProblem(error)}`, {cause: error, exitCode: ExitCode.UnreadableInput});
  }
}

function walk(folder: string, found: ResourceFiles): void {
  const entries = readdirSync(folder, {withFileTypes: true}).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) walk(path, found);
    else collect(path, found);
  }
}

function collect(path: string, found: ResourceFiles): void {
  (mayHoldResources(path) ? found.files : found.skipped).push(path);
}

/** Returns whether the name of a file is one of those that resources are read from. */
export function mayHoldResources(path: string): boolean {
  return EXTENSIONS.includes(extension(path));
}

/** As Go sees it: a name that is nothing but an extension has one. */
function extension(path: string): string {
  return extname(`x${path.slice(path.lastIndexOf('/') + 1)}`);
}

export interface ValidatedFiles {
  files: string[];
  /** Names that nothing has. */
  missing: {name: string; problem: string}[];
}

/** As {@link findResourceFiles}, but a file that is named outright counts whatever its extension. */
export function findValidatedFiles(names: readonly string[]): ValidatedFiles {
  const found: ValidatedFiles = {files: [], missing: []};
  for (const name of names) {
    try {
      if (name === '-' || !statOf(name).isDirectory()) found.files.push(name);
      else found.files.push(...findResourceFiles([name]).files);
    } catch (error) {
      if (!(error instanceof IstioctlError)) throw error;
      found.missing.push({name, problem: error.message});
    }
  }
  return found;
}

/** The text of a file of resources. Throws an {@link IstioctlError} that names it. */
export function readResourceFile(name: string): string {
  try {
    return readText(name);
  } catch (error) {
    if (error instanceof IstioctlError) throw error;
    throw new IstioctlError(`open ${name}: ${fileProblem(error)}`, {cause: error, exitCode: ExitCode.UnreadableInput});
  }
}
