// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError, restated} from '../errors.js';

/**
 * Returns what went wrong while argv was read; a usage mistake that has no hint names the help of its command.
 *
 * @param command As it is typed: `istioctl tag set`.
 */
export function withHelp(error: unknown, command: string): unknown {
  const isBare = error instanceof IstioctlError && error.exitCode === ExitCode.Usage && error.hint === undefined;
  return isBare ? restated(error, {hint: `run '${command} --help' for usage`}) : error;
}
