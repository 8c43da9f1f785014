// SPDX-License-Identifier: Apache-2.0

import type {MessageCode} from '../../analysis/model/messages.js';
import {messageTypes} from '../../analysis/model/messages.js';
import {emitYaml} from '../../yaml/emit.js';

/** A message and the page of docs/messages about it. */
export interface Explanation {
  code: MessageCode;
  /** In Markdown. */
  page: string;
}

export type ExplanationFormat = 'log' | 'json' | 'yaml';

const BOLD = '\u001b[1m';
const PLAIN = '\u001b[0m';

/** Pages about messages, one after the other. */
export function explanations(
  explained: readonly Explanation[],
  {format, colour}: {format: ExplanationFormat; colour: boolean},
): string {
  if (format === 'log') return explained.map(({page}) => pageText(page, colour)).join('\n');
  return dataText(
    explained.map(({code, page}) => ({...typeOf(code), page})),
    format,
  );
}

/** One line for each message: code, level and name. */
export function codeList(codes: readonly MessageCode[], format: ExplanationFormat): string {
  if (format !== 'log') return dataText(codes.map(typeOf), format);
  return codes.map((code) => `${code} ${messageTypes[code].level.padEnd(7)} ${messageTypes[code].name}\n`).join('');
}

function typeOf(code: MessageCode): object {
  const {name, level, template} = messageTypes[code];
  return {code, name, level, template};
}

function dataText(data: object, format: 'json' | 'yaml'): string {
  return format === 'json' ? `${JSON.stringify(data, null, 2)}\n` : emitYaml(data);
}

/** Markdown as a terminal can show it: headings without marks, examples indented. */
function pageText(page: string, colour: boolean): string {
  let example = false;
  const lines: string[] = [];
  for (const line of page.split('\n')) {
    if (line.startsWith('```')) example = !example;
    else if (example) lines.push(line === '' ? '' : `    ${line}`);
    else if (line.startsWith('#')) lines.push(heading(line.replace(/^#+ /, ''), colour));
    else lines.push(line);
  }
  return lines.join('\n');
}

function heading(text: string, colour: boolean): string {
  return colour ? `${BOLD}${text}${PLAIN}` : text;
}
