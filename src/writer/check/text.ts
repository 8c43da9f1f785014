// SPDX-License-Identifier: Apache-2.0
import {Chalk} from 'chalk';
import {type Check, GROUPS, type Group} from '../../check/check.js';
import type {CheckReport, Result} from '../../check/run.js';
import {quantity} from '../../quantity.js';
import {visible} from '../visible.js';

const TITLES: Record<Group, string> = {
  api: 'API server and rights',
  versions: 'versions',
  istiod: 'istiod',
  webhooks: 'webhooks',
  ambient: 'ambient',
  proxies: 'proxies',
  certificates: 'certificates',
  clusters: 'remote clusters',
};

const MARKS: Record<Result['level'], string> = {ok: 'ok', warning: ' !', failed: '!!', skipped: '--'};

/** The results for people: by group, a line each, with the id of what is not fine; the counts last. */
export function checkText({results, counts}: CheckReport, {color}: {color: boolean}): string {
  const chalk = new Chalk({level: color ? 1 : 0});
  const paint = {ok: chalk.green, warning: chalk.yellow, failed: chalk.red, skipped: chalk.gray};
  const lines = GROUPS.flatMap((group) => {
    const own = results.filter((result) => result.group === group);
    if (own.length === 0) return [];
    return [
      TITLES[group],
      ...own.flatMap(({id, level, text, details = []}) => {
        const head = `  ${paint[level](MARKS[level])}  ${visible(text)}`;
        if (level === 'ok') return [head];
        const advice = level === 'skipped' ? [] : [`run: istioctl check explain ${id}`];
        return [`${head}   ISTIOCTL-${id}`, ...[...details, ...advice].map((line) => `      ${visible(line)}`)];
      }),
      '',
    ];
  });
  const warnings = quantity(counts.warning, 'warning');
  return [...lines, `${counts.ok} ok, ${counts.failed} failed, ${warnings}, ${counts.skipped} skipped`, ''].join('\n');
}

/** What `check explain` says of a check. */
export function explainText({id, group, title, doc}: Check): string {
  return `ISTIOCTL-${id}: ${title} (${TITLES[group]})\n\n${doc}\n`;
}
