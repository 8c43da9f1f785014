// SPDX-License-Identifier: Apache-2.0

/** Node 24 and later append advice for people who run node themselves, which users of a command cannot follow. */
const ADVICE = /; if the root CA is installed locally, try running Node\.js with --use-system-ca/;

/** Returns the text of a connection's error, the same on every version of Node. */
export function connectionText(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replace(ADVICE, '');
}
