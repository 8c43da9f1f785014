// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../errors.js';

/** Returns whether a value of `--compat` asks for what the Go istioctl 1.30 does. */
export function isReference(compat: string | undefined): boolean {
  return compat !== undefined && /^1\.30(\.\d+)?$/.test(compat);
}

/** Returns the last value of `--compat` in a command line that may hold mistakes; undefined where it has none. */
export function compatTexts(argv: readonly string[]): string[] | undefined {
  const end = argv.indexOf('--');
  const flags = end < 0 ? argv : argv.slice(0, end);
  const values = flags.flatMap((word, i) => {
    if (word === '--compat') return flags.slice(i + 1, i + 2);
    return word.startsWith('--compat=') ? [word.slice('--compat='.length)] : [];
  });
  return values.length === 0 ? undefined : values.slice(-1);
}

/** Whether `--compat 1.30` was given. Throws for a release that we cannot imitate. */
export function isCompatible(compat: string | undefined): boolean {
  if (compat === undefined || compat === '') return false;
  if (isReference(compat)) return true;
  throw new IstioctlError(`--compat ${compat}: the only release to be compatible with is 1.30`, {
    exitCode: ExitCode.Usage,
  });
}
