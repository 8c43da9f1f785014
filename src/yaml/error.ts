// SPDX-License-Identifier: Apache-2.0

/** Text that is not YAML, or YAML that JSON cannot express. `line` and `column` count from 1. */
export class YamlError extends Error {
  override readonly name = 'YamlError';

  constructor(
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
  }
}
