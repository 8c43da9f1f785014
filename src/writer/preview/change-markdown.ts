// SPDX-License-Identifier: Apache-2.0
import {type ChangeGroup, PARTS, proxiesByPart} from '../../preview/change/groups.js';
import {quantity} from '../../quantity.js';
import {visible} from '../visible.js';
import {groupLines} from './group-lines.js';
import {type ChangeReport, causeText, headline, idleText, someOf} from './report.js';

/** GitHub takes comments of 65,536 characters. */
const LONGEST = 60_000;

/** Proxies and objects that are named for each change. */
const SHOWN = 20;

/** Returns what changes for which proxies as a comment of a pull request; what does not fit is counted. */
export function changeMarkdown(report: ChangeReport): string {
  const {groups, idle, added, removed, notSimulated, unread} = report;
  const counts = proxiesByPart(groups);
  const table = ['| Changes in | Proxies |', '|---|---|', ...PARTS.map((part) => `| ${part} | ${counts[part]} |`)];
  const lists = [
    ...idle.map((filter) => `- ⚠ ${code(idleText(filter))}: ${quantity(filter.proxies.length, 'proxy', 'proxies')}`),
    ...added.map((name) => `- new proxy ${code(name)}`),
    ...removed.map((name) => `- proxy ${code(name)} goes`),
    ...[...unread.map((text) => `not read: ${text}`), ...notSimulated.map((part) => `not simulated: ${part}`)].map(
      (text) => `- ${code(text)}`,
    ),
  ];
  const head = [
    `### istioctl preview: ${headline(report)}`,
    ...(groups.length > 0 ? [table.join('\n')] : []),
    ...(lists.length > 0 ? [lists.join('\n')] : []),
  ].join('\n\n');
  return `${fitting(head, groups.map(detailsOf))}\n`;
}

function fitting(head: string, details: readonly string[]): string {
  let text = head.length > LONGEST ? `${head.slice(0, LONGEST)}…` : head;
  for (const [i, each] of details.entries()) {
    if (text.length + each.length > LONGEST) return `${text}\n\n… and ${quantity(details.length - i, 'change')} more`;
    text += `\n\n${each}`;
  }
  return text;
}

function detailsOf(group: ChangeGroup): string {
  const {part, type, name, proxies, causes} = group;
  const lines = groupLines(group).map((line) => visible(line));
  const fence = '`'.repeat(Math.max(3, ...[...lines.join('\n').matchAll(/`+/g)].map(([run]) => run.length + 1)));
  const title = `${part === 'policies' ? 'policies of ' : ''}${type} ${name}: ${quantity(proxies.length, 'proxy', 'proxies')}`;
  return [
    `<details><summary>${escaped(visible(title))}</summary>`,
    '',
    `${fence}diff`,
    ...lines,
    fence,
    '',
    `- proxies: ${code(someOf(proxies, SHOWN))}`,
    ...causes.slice(0, SHOWN).map((cause) => `- from ${code(causeText(cause))}`),
    ...(causes.length > SHOWN ? [`- and ${quantity(causes.length - SHOWN, 'object')} more`] : []),
    '',
    '</details>',
  ].join('\n');
}

/** Text of others, in which Markdown sees nothing of its own. */
function code(text: string): string {
  const shown = visible(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const marks = '`'.repeat(longest + 1);
  return longest === 0 ? `${marks}${shown}${marks}` : `${marks} ${shown} ${marks}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
