// SPDX-License-Identifier: Apache-2.0
import {dirname} from 'node:path';
import {DocumentError} from '../../analysis/sources/json.js';
import {isKustomization} from '../../analysis/sources/kustomization.js';
import {ExitCode, IstioctlError, within} from '../../errors.js';
import {findResourceFiles, mayHoldResources, readResourceFile} from '../../io/resource-files.js';
import type {Terminal} from '../../io/terminal.js';
import type {InputFile} from '../../preview/read/documents.js';
import {changingFields} from '../../preview/read/kustomization.js';
import {visible} from '../../writer/visible.js';

/**
 * Returns the files that `--config` names, folders walked, `-` for standard input. Kustomizations are not among them.
 *
 * @throws IstioctlError for what cannot be read, and for folders that kustomize changes before anybody applies them
 */
export async function readInputs(names: readonly string[], terminal: Terminal): Promise<InputFile[]> {
  const {files, skipped} = findResourceFiles(names);
  for (const file of skipped) terminal.err(`Skipping file ${visible(file)}: not .json, .yaml or .yml\n`);
  const read: InputFile[] = [];
  for (const name of files) read.push({name, text: name === '-' ? await terminal.readStdin() : readResourceFile(name)});
  return withoutKustomizations(read);
}

/**
 * Returns the files that a commit has below the same names.
 *
 * @throws IstioctlError for what git cannot answer, and for folders that kustomize changes before anybody applies them
 */
export async function readCommittedInputs(commit: string, names: readonly string[]): Promise<InputFile[]> {
  const {filesOfCommit} = await import('../../io/git-files.js');
  return withoutKustomizations(await within(`--git ${commit}`, () => filesOfCommit(commit, names, mayHoldResources)));
}

function withoutKustomizations(files: readonly InputFile[]): InputFile[] {
  return files.filter(({name, text}) => {
    if (!isKustomization(name)) return true;
    refuseChanging(name, text);
    return false;
  });
}

function refuseChanging(name: string, text: string): void {
  const fields = fieldsOf(name, text);
  if (fields.length === 0) return;
  throw new IstioctlError(`${name} changes what is in its folder: ${fields.join(', ')}`, {
    hint: `Give what kustomize makes of it: \`kubectl kustomize ${dirname(name)} | istioctl … --config -\`.`,
    exitCode: ExitCode.UnreadableInput,
  });
}

function fieldsOf(name: string, text: string): string[] {
  try {
    return changingFields(text);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    throw new IstioctlError(`${name}:${error.line ?? 1}: ${error.message}`, {
      cause: error,
      exitCode: ExitCode.UnreadableInput,
    });
  }
}
