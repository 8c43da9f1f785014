// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../errors.js';

/**
 * What is said at the end when some istiods gave no answer and the rest is printed: exit code 80. Undefined when all
 * answered.
 */
export function partialFailure(failures: readonly IstioctlError[], asked: number): IstioctlError | undefined {
  if (failures.length === 0) return undefined;
  const hint = failures.find((failure) => failure.hint !== undefined)?.hint;
  return new IstioctlError(
    [`partial: ${failures.length} of ${asked} istiods did not answer`, ...failures.map(({message}) => message)].join(
      '\n  ',
    ),
    {cause: failures[0], exitCode: ExitCode.NotChecked, ...(hint !== undefined && {hint})},
  );
}
