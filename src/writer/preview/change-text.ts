// SPDX-License-Identifier: Apache-2.0
import {type ChangeGroup, PARTS, proxiesByPart} from '../../preview/change/groups.js';
import {visible} from '../visible.js';
import {groupLines} from './group-lines.js';
import {type ChangeReport, causeText, headline, idleText, someOf} from './report.js';

/** Proxies and objects that are named in a line; the others are counted. */
const SHOWN = 5;

/** Returns what changes for which proxies, for people: a block for each change, those of most proxies first. */
export function changeText(report: ChangeReport): string {
  const counts = proxiesByPart(report.groups);
  const parts = PARTS.map((part) => `${part} ${counts[part]}`).join(', ');
  const [first = '', ...rest] = headline(report);
  const head = `${first.toUpperCase()}${rest.join('')}${report.groups.length > 0 ? `: ${parts}` : ''}`;
  const blocks = [
    [head],
    ...report.groups.map(blockOf),
    proxyLines(report),
    ...report.idle.map((filter) => [`! ${idleText(filter)}`, listed('proxies', filter.proxies)]),
  ];
  const texts = blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.map((line) => visible(line)).join('\n')}\n`);
  return texts.join('\n');
}

function blockOf(group: ChangeGroup): string[] {
  return [...groupLines(group), listed('proxies', group.proxies), listed('from', group.causes.map(causeText))];
}

function proxyLines({added, removed}: ChangeReport): string[] {
  return [...added.map((name) => `+ proxy ${name}`), ...removed.map((name) => `- proxy ${name}`)];
}

function listed(title: string, names: readonly string[]): string {
  return `  ${title.padEnd(8)} ${someOf(names, SHOWN)}`;
}
