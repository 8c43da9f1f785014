// SPDX-License-Identifier: Apache-2.0
import {Chalk} from 'chalk';
import type {Problem} from '../../why/group/problem.js';
import type {Answer} from '../../why/why.js';
import {visible} from '../visible.js';

/** What of the logs was read, for the lines at the end. */
export interface LogCounts {
  requests: number;
  others: number;
  unreadable: number;
  /** How many requests are in each of the groups that were not explained. */
  more: readonly number[];
}

/** Answers one below the other: how many requests failed and how, why, from what that is known, and what to do. */
export function whyText(answers: readonly Answer[], counts: LogCounts, {colour}: {colour: boolean}): string {
  const chalk = new Chalk({level: colour ? 1 : 0});
  const bold = (text: string) => chalk.bold(text);
  const groups = answers.map((answer) => [bold(headOf(answer.problem)), ...linesOf(answer)].map(visible).join('\n'));
  const nothing = answers.length === 0 ? [`no failed request in ${counts.requests} lines of access logs`] : [];
  return `${[...groups, ...nothing, ...moreText(counts), ...unreadText(counts)].join('\n')}\n`;
}

/** `412 × 503 UF upstream_reset…  to outbound|80||pay.shop.svc.cluster.local`. */
function headOf({count, entry, client}: Problem): string {
  const {code, flags, detail, termination} = entry;
  const at = client ?? entry;
  const answer = [String(code), flags.join(',') || '-', detail || termination || '-'].join(' ');
  const own =
    client && client !== entry
      ? `  (client: ${client.code} ${client.flags.join(',') || '-'} ${client.detail || '-'})`
      : '';
  const where = at.cluster === '' ? hostText(at) : `to ${at.cluster}`;
  return `${count} × ${answer}${own}${where === '' ? '' : `  ${where}`}`;
}

function hostText({authority, path, downstreamLocal}: Problem['entry']): string {
  return authority === '' ? downstreamLocal && `at ${downstreamLocal}` : `host ${authority}, path ${path || '/'}`;
}

function linesOf({cause, ruledOut}: Answer): string[] {
  if (!cause) {
    const reasons = ruledOut.map(({id, why}) => `${id} (${why})`).join('; ');
    return [`  cause  unknown, ruled out: ${reasons || 'nothing explains such a line'}`];
  }
  return [
    `  cause  ${cause.text}`,
    ...cause.proof.map((line, i) => `  ${i === 0 ? 'proof' : '     '}  ${line}`),
    `  fix    ${cause.fix}`,
    ...cause.change.map(
      ({kind, namespace, name, field}, i) =>
        `  ${i === 0 ? 'change' : '      '} ${kind} ${namespace === '' ? name : `${namespace}/${name}`} ${field}`,
    ),
  ];
}

function moreText({more}: LogCounts): string[] {
  if (more.length === 0) return [];
  const requests = more.reduce((sum, count) => sum + count, 0);
  return [`${more.length} more groups (${requests} requests) are not explained; choose some with --flag FLAG`];
}

function unreadText({unreadable}: LogCounts): string[] {
  if (unreadable === 0) return [];
  return [`${unreadable} ${unreadable === 1 ? 'line is' : 'lines are'} no access log in a known format`];
}
