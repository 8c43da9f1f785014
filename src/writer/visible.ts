// SPDX-License-Identifier: Apache-2.0

/** Control characters other than tabs and line breaks, and those that turn the direction of text around. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const HIDDEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** What a line must begin with for GitHub Actions to obey it, `::error file=x::`. An address such as `::1` is none. */
const WORKFLOW_COMMAND = /^([^\S\n]*):(?=:[a-z][\w-]*(?: [^\n]*)?::)/gim;

/** What Azure Pipelines obeys anywhere in a line, `##vso[` and `##[`. */
const LOGGING_COMMAND = /#(?=#(?:vso)?\[)/g;

/**
 * Returns a text of others so that a terminal shows what is in it and obeys none of it: an escape character becomes
 * `\x1b`, a mark for right-to-left text `\u202e`. Neither does a CI system take a line of it for a command.
 */
export function visible(text: string): string {
  const shown = text.replace(HIDDEN, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
  });
  return shown.replace(WORKFLOW_COMMAND, '$1\\x3a').replace(LOGGING_COMMAND, '\\x23');
}
