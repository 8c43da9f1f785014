// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {ExitCode, IstioctlError} from '../../errors.js';
import {readFlagFile} from '../../io/files.js';

/** What every command has that follows a request: the request besides its URL. */
export const requestFlags = {
  header: Flags.string({
    char: 'H',
    summary: 'A header of the request: "name: value"',
    multiple: true,
    helpValue: 'HEADER',
  }),
  jwt: Flags.string({
    summary: 'JSON with the claims of the token that the client sends; it is taken to be good',
    helpValue: 'FILE',
  }),
  method: Flags.string({char: 'X', summary: 'Method of the request; GET when left out', helpValue: 'METHOD'}),
};

/** The claims of `--jwt`, a JSON object in a file; none without one. Throws an IstioctlError (65) for anything else. */
export function readClaims(file: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (file === undefined) return undefined;
  const claims = parsed(file, readFlagFile('jwt', file));
  if (typeof claims === 'object' && claims !== null && !Array.isArray(claims)) return {...claims};
  throw new IstioctlError(`${file}: not an object of claims`, {
    exitCode: ExitCode.UnreadableInput,
    hint: 'for example {"iss": "https://example.com", "sub": "me", "groups": ["admins"]}',
  });
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new IstioctlError(`${file}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
      exitCode: ExitCode.UnreadableInput,
    });
  }
}
