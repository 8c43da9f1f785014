// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../errors.js';

/** A DNS-1123 label; capitals pass, as they do in the reference. */
const NAME = /^[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/;

/** Throws for what cannot be the name of a revision. */
export function checkRevision(name: string | undefined): void {
  if (!name || NAME.test(name)) return;
  throw new IstioctlError(`invalid revision specified: ${name}`, {
    exitCode: ExitCode.Failed,
    hint: 'A revision is named with letters, digits and dashes, 63 of them at most.',
  });
}
