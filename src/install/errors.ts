// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError, isForbidden, restated} from '../errors.js';

/** Several failures as one, worded as the reference does: a single one stands for itself, and so do equal exit codes. */
export function joinErrors(prefix: string, errors: Error[]): IstioctlError {
  const [first] = errors;
  const hints = new Set(errors.flatMap((error) => (error instanceof IstioctlError && error.hint ? [error.hint] : [])));
  const text =
    errors.length === 1 && first !== undefined
      ? first.message
      : `${errors.length} errors occurred:\n${errors.map((error) => `\t* ${error.message}\n`).join('')}\n`;
  const [exitCode, ...others] = new Set(
    errors.map((error) => (error instanceof IstioctlError ? error.exitCode : ExitCode.Failed)),
  );
  return new IstioctlError(`${prefix}: ${text}`, {
    cause: first,
    ...(exitCode !== undefined && others.length === 0 && {exitCode}),
    ...(hints.size > 0 && {hint: [...hints].join(' ')}),
  });
}

/** The error, as it is or prefixed, with its hint and exit code kept. */
export function prefixed(prefix: string, error: unknown): IstioctlError {
  const message = `${prefix}: ${error instanceof Error ? error.message : String(error)}`;
  if (!(error instanceof IstioctlError)) return new IstioctlError(message, {cause: error});
  return restated(error, {message});
}

/** The error; one for want of a right with a hint how to learn of all the others that an install needs. */
export function withRightsHint(error: unknown): unknown {
  if (!isForbidden(error)) return error;
  const all = '`istioctl check --pre` lists all rights that are missing.';
  return restated(error, {hint: error.hint === undefined ? all : `${error.hint} ${all}`});
}
