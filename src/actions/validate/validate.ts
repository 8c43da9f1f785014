// SPDX-License-Identifier: Apache-2.0
import {multiError} from '../../analysis/schema/problem.js';
import {isCompatible} from '../../cli/compat.js';
import type {GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {ExitCode, IstioctlError, usageMistake} from '../../errors.js';
import {findValidatedFiles, readResourceFile} from '../../io/resource-files.js';
import {type FileValidation, validateFile} from '../../validate/validate-file.js';
import {fileVerdict, fileWarnings} from '../../writer/analysis/validation.js';

export interface ValidateFlags extends GlobalFlagValues {
  filename?: string[] | undefined;
  referential: boolean;
}

/** Checks the resources of files against their rules. */
export async function validate(session: Session, argv: readonly string[], flags: ValidateFlags): Promise<void> {
  const [extra] = argv.map(String);
  if (extra !== undefined) {
    throw new IstioctlError(`unknown command "${extra}" for "istioctl validate"`, {exitCode: ExitCode.Usage});
  }
  const names = flags.filename ?? [];
  if (names.length === 0) throw nothingNamed();
  const {files, missing} = findValidatedFiles(names);
  const errors = missing.map(({name, problem}) => `cannot stat file "${name}": ${problem}`);
  const validations: [string, FileValidation][] = [];
  for (const name of files) {
    const text = name === '-' ? await session.terminal.readStdin() : readResourceFile(name);
    const compat = isCompatible(flags.compat);
    const request = {istioNamespace: flags.istioNamespace, defaultNamespace: 'default', compat};
    validations.push([name, await validateFile(name, text, request)]);
  }
  for (const [, {remarks}] of validations) for (const remark of remarks) session.say(remark);
  errors.push(...validations.flatMap(([, validation]) => validation.errors));
  for (const [name, validation] of validations) {
    session.terminal.err(errors.length > 0 ? fileWarnings(name, validation.warnings) : fileVerdict(name, validation));
  }
  if (errors.length === 0) return;
  const unread = missing.length > 0 || validations.some(([, validation]) => validation.unread);
  const exitCode = unread && !isCompatible(flags.compat) ? ExitCode.UnreadableInput : ExitCode.Failed;
  throw new IstioctlError(multiError(errors), {exitCode});
}

function nothingNamed(): IstioctlError {
  const examples = ["   '-f rsrc.yaml'", "   '--filename=rsrc.json'"].join('\n');
  return usageMistake(
    `error: you must specify resources by --filename.\nExample resource specifications include:\n${examples}`,
  );
}
