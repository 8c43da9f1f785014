// SPDX-License-Identifier: Apache-2.0
import type {Explanation} from '../../inject/injector/explain.js';
import {alignColumns} from '../columns.js';

/** A paragraph for each workload: the rule that decided, what webhooks would do, templates, and settings in a table. */
export function explanationText(explanations: readonly Explanation[]): string {
  if (explanations.length === 0) return 'No workloads.\n';
  return explanations.map(paragraph).join('\n');
}

function paragraph(explanation: Explanation): string {
  const {title, decision, automatic, webhooks, templates, templatesFrom, settings} = explanation;
  const lines = [`${title}: ${decision.inject ? 'injected' : 'not injected'}`, `  Rule: ${decision.reason}`];
  if (automatic.inject !== decision.inject) {
    lines.push(`  In a cluster: ${automatic.inject ? 'injected' : 'not injected'}: ${automatic.reason}`);
  }
  if (templates.length > 0) lines.push(`  Templates: ${templates.join(', ')} (${templatesFrom})`);
  const hooks = webhooks.map(webhookRow);
  const set = settings.map(({setting, value, source}) => [setting, shortened(value), source]);
  const tables = [
    ...(hooks.length > 0 ? [[['WEBHOOK', 'REVISION', 'INJECTED', 'REASON'], ...hooks]] : []),
    ...(set.length > 0 ? [[['SETTING', 'VALUE', 'SET BY'], ...set]] : []),
  ];
  return `${lines.join('\n')}\n${tables.map((rows) => indented(alignColumns(rows, 2))).join('')}`;
}

function webhookRow({webhook, revision, injected, reason}: Explanation['webhooks'][number]): string[] {
  return [webhook, revision, injected ? '✔' : '✘', reason];
}

const WIDEST = 60;

/** On one line and not too wide: annotations can hold whole documents. */
function shortened(value: string): string {
  const line = value.replaceAll(/\s+/g, ' ').trim();
  return line.length > WIDEST ? `${line.slice(0, WIDEST - 1)}…` : line;
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
