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
  const numbered = /^\d{3,4}$/.test(text) ? messageCodes.filter((code) => code.endsWith(text)) : [];
  const near = numbered.length > 0 ? numbered : nearest(text, messageCodes).slice(0, 1);
  if (near.length === 0) return 'istioctl analyze --explain lists them';
  return `did you mean ${near.map((code) => `"${code}"`).join(' or ')}?`;
}

function keysOf<K extends string>(table: Readonly<Record<K, unknown>>): K[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table has no other keys
  return Object.keys(table) as K[];
}
