// SPDX-License-Identifier: Apache-2.0
import {existsSync, readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {IstioctlError} from '../errors.js';
import {fileProblem} from './files.js';
import {readText} from './text-file.js';

/** A file of manifests: YAML or JSON. */
export interface ManifestFile {
  file: string;
  text: string;
}

/** The manifests of a file, or of all .yaml, .yml and .json files below a folder, sorted; undefined where there is neither. */
export function readManifests(path: string): ManifestFile[] | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return filesAt(path).map((file) => ({file, text: readText(file)}));
  } catch (error) {
    if (error instanceof IstioctlError) throw error;
    throw new IstioctlError(`cannot read ${path}: ${fileProblem(error)}`, {cause: error});
  }
}

function filesAt(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const found = readdirSync(path, {recursive: true, encoding: 'utf8'});
  return found
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .sort()
    .map((name) => join(path, name));
}
