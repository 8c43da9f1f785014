// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../errors.js';
import {YamlError} from '../yaml/error.js';
import {parseYaml} from '../yaml/parse.js';

/** A text, and how messages name it. */
export interface NamedYaml {
  name: string;
  text: string;
}

/** Its first document. Throws an IstioctlError with the name and the line, exit code 65. */
export function readYaml({name, text}: NamedYaml): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    throw error instanceof YamlError ? unreadable(name, `line ${error.line}: ${error.message}`, error) : error;
  }
}

/** The error for a text that is not what it should be. */
export function unreadable(name: string, why: string, cause?: unknown): IstioctlError {
  return new IstioctlError(`${name}: ${why}`, {cause, exitCode: ExitCode.UnreadableInput});
}
