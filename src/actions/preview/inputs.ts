// SPDX-License-Identifier: Apache-2.0
import {findResourceFiles, readResourceFile} from '../../io/resource-files.js';
import type {Terminal} from '../../io/terminal.js';
import type {InputFile} from '../../preview/read/documents.js';
import {visible} from '../../writer/visible.js';

/**
 * Returns the files that `--config` names, folders walked, `-` for standard input.
 *
 * @throws IstioctlError for what cannot be read
 */
export async function readInputs(names: readonly string[], terminal: Terminal): Promise<InputFile[]> {
  const {files, skipped} = findResourceFiles(names);
  for (const file of skipped) terminal.err(`Skipping file ${visible(file)}: not .json, .yaml or .yml\n`);
  const read: InputFile[] = [];
  for (const name of files) read.push({name, text: name === '-' ? await terminal.readStdin() : readResourceFile(name)});
  return read;
}
