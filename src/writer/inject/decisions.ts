// SPDX-License-Identifier: Apache-2.0
import type {WebhookDecision} from '../../inject/injector/webhook-decision.js';
import {alignColumns} from '../columns.js';

const YES = ['✔', '\u001b[32m✔\u001b[0m'] as const;
const NO = ['✘', '\u001b[31m✘\u001b[0m'] as const;

/** What the reference takes for the width of a coloured mark: its bytes. */
const COLOURED_WIDTH = 12;

/** A line for each configuration of webhooks, and that there are too many that inject (spec analyze.md §7). */
export function decisionsTable(decisions: readonly WebhookDecision[], {coloured}: {coloured: boolean}): string {
  if (decisions.length === 0) return 'ERROR: no Istio injection hooks present.\n';
  const header = ['WEBHOOK', 'REVISION', 'INJECTED', 'REASON'];
  const rows = decisions.map(({webhook, revision, injected, reason}) => [
    webhook,
    revision,
    (injected ? YES : NO)[0],
    reason,
  ]);
  if (coloured) for (const row of [header, ...rows]) row[2] = row[2]?.padEnd(COLOURED_WIDTH) ?? '';
  const table = alignColumns([header, ...rows], 2);
  const [first = '', ...lines] = table.split(/(?<=\n)/);
  const painted = lines.map((line, i) => {
    const mark = decisions[i]?.injected ? YES : NO;
    return coloured ? line.replace(mark[0], () => mark[1]) : line;
  });
  const several = decisions.filter(({injected}) => injected).length > 1;
  return [first, ...painted, several ? 'ERROR: multiple webhooks will inject, which can lead to errors' : ''].join('');
}
