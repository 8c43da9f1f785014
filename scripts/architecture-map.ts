// SPDX-License-Identifier: Apache-2.0
// Writes the table of the folders of src/ into docs/architecture.md, between its two marks.
import {readFileSync, writeFileSync} from 'node:fs';
import {ROOMS} from './lint/rooms.js';

const FILE = 'docs/architecture.md';
const [BEGIN, END] = ['<!-- rooms: made by npm run generate -->', '<!-- end of rooms -->'];

const rows = Object.entries(ROOMS).map(
  ([name, {holds, may}]) => `| \`src/${name}/\` | ${holds} | ${allowances(may)} |`,
);

/** What a room may import, as words; types of a room stand for its interfaces. */
function allowances(may: readonly string[]): string {
  if (may.length === 0) return '–';
  return may.map((each) => (each.endsWith(':types') ? `types of \`${each.slice(0, -6)}\`` : `\`${each}\``)).join(', ');
}

const text = readFileSync(FILE, 'utf8');
const [before = '', rest = ''] = text.split(BEGIN);
const [, after = ''] = rest.split(END);
if (after === '') throw new Error(`${FILE} lacks the marks ${BEGIN} and ${END}`);
const table = ['| folder | what it holds | may import |', '|---|---|---|', ...rows].join('\n');
writeFileSync(FILE, `${before}${BEGIN}\n${table}\n${END}${after}`);
