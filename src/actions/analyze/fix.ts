// SPDX-License-Identifier: Apache-2.0
import {type FixedFile, fixFile} from '../../analysis/fix/fix-file.js';
import {referredPorts} from '../../analysis/fix/referred-ports.js';
import {allNames, type Suppression, suppress} from '../../analysis/run/suppress.js';
import type {SourceFile} from '../../analysis/sources/files.js';
import {confirm} from '../../cli/confirm.js';
import {IstioctlError} from '../../errors.js';
import {replaceFile} from '../../io/replace-file.js';
import {readResourceFile} from '../../io/resource-files.js';
import type {Terminal} from '../../io/terminal.js';
import {encodedLike} from '../../io/text-file.js';
import {quantity} from '../../quantity.js';
import {repairList} from '../../writer/analysis/repairs.js';
import {unifiedDiff} from '../../writer/text-diff.js';

export interface FixRequest {
  suppressions: readonly Suppression[];
  /** For resources that name no namespace. */
  defaultNamespace: string;
  /** Write without asking. */
  confirmed: boolean;
  terminal: Terminal;
}

interface Changed {
  source: SourceFile;
  fixed: FixedFile;
}

/**
 * Repairs files after showing what changes and asking. Returns the sources as they are then. What comes from standard
 * input or was rendered by a tool has no file that could be written.
 */
export async function fixSources(sources: readonly SourceFile[], request: FixRequest): Promise<SourceFile[]> {
  const {terminal, confirmed} = request;
  const changes = changesOf(sources, request);
  if (changes.length === 0) {
    terminal.err('Nothing to fix.\n');
    return [...sources];
  }
  for (const {source, fixed} of changes) {
    terminal.err(unifiedDiff([source.name, `${source.name} (fixed)`], [source.text, fixed.text]));
    terminal.err(repairList(source.name, fixed.repairs));
  }
  const files = quantity(changes.length, 'file');
  if (!confirmed && !(await confirm(terminal, `Write these changes to ${files}?`))) {
    terminal.err('Nothing was written; -y writes without asking.\n');
    return [...sources];
  }
  for (const {source, fixed} of changes) {
    if (readResourceFile(source.name) !== source.text) {
      throw new IstioctlError(`${source.name} has changed meanwhile`, {hint: 'run the command again'});
    }
    replaceFile(source.name, encodedLike(source.name, fixed.text));
  }
  terminal.err(`Fixed ${files}.\n`);
  return sources.map((source) => {
    const change = changes.find((candidate) => candidate.source === source);
    return change ? {...source, text: change.fixed.text} : source;
  });
}

function changesOf(sources: readonly SourceFile[], {suppressions, defaultNamespace}: FixRequest): Changed[] {
  const options = {
    defaultNamespace,
    referredPorts: referredPorts(sources.map(({text}) => text)),
    isShown: (message: Parameters<typeof suppress>[0][number]) =>
      suppress([message], suppressions, allNames).messages.length > 0,
  };
  return sources
    .filter(({name, rendered}) => name !== '-' && !rendered)
    .map((source) => ({source, fixed: fixFile(source.text, options)}))
    .filter(({source, fixed}) => fixed.text !== source.text);
}
