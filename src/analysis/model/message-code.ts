// SPDX-License-Identifier: Apache-2.0

import {ExitCode, IstioctlError} from '../../errors.js';
import {nearest} from '../../suggest.js';
import {type MessageCode, messageTypes} from './messages.js';

/** Every code, in order. */
export const messageCodes = keysOf(messageTypes);

/** The code of that name, case aside. Throws for one that does not exist. */
export function codeNamed(text: string): MessageCode {
  const found = messageCodes.find((code) => code === text.toUpperCase());
  if (found) return found;
  throw new IstioctlError(`there is no message "${text}"`, {exitCode: ExitCode.Usage, hint: codeHint(text)});
}

/** Which code was probably meant, or where they are listed. */
export function codeHint(text: string): string {
  const [near] = nearest(text, messageCodes);
  return near === undefined ? 'istioctl analyze --explain lists them' : `did you mean "${near}"?`;
}

function keysOf<K extends string>(table: Readonly<Record<K, unknown>>): K[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table has no other keys
  return Object.keys(table) as K[];
}
