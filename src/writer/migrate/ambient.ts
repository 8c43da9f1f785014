// SPDX-License-Identifier: Apache-2.0
import {Chalk} from 'chalk';
import type {NamespaceAudit, Readiness} from '../../migrate/audit.js';
import type {Finding} from '../../migrate/finding.js';
import {emitYaml} from '../../yaml/emit.js';
import {alignColumns} from '../columns.js';

const COLOURS = {AMBIENT: 'dim', READY: 'green', 'NEEDS WAYPOINT': 'yellow', BLOCKED: 'red'} as const satisfies Record<
  Readiness,
  string
>;

/** A line per namespace and reason, then what to do for each namespace. */
export function ambientReport(audits: readonly NamespaceAudit[], {colour}: {colour: boolean}): string {
  const chalk = new Chalk({level: colour ? 1 : 0});
  const rows = audits.flatMap((audit) => {
    const [first = '', ...more] = reasonsOf(audit);
    return [[audit.namespace, audit.readiness, first], ...more.map((reason) => ['', '', reason])];
  });
  const table = alignColumns([['NAMESPACE', 'AMBIENT MODE', 'WHY'], ...rows], 2).replaceAll(/ +$/gm, '');
  const coloured = Object.entries(COLOURS).reduce(
    (text, [readiness, name]) => text.replaceAll(` ${readiness} `, ` ${chalk[name](readiness)} `),
    table,
  );
  return [coloured, ...audits.filter(({steps}) => steps.length > 0).map(stepsText)].join('\n');
}

function reasonsOf({readiness, blockers, needs, notes}: NamespaceAudit): string[] {
  const what = readiness === 'READY' && needs.length === 0 ? ['nothing in it needs more than ztunnel'] : [];
  return [...blockers.map(findingText), ...needs.map((each) => `waypoint for ${findingText(each)}`), ...what].concat(
    notes.map((each) => `note: ${findingText(each)}`),
  );
}

function findingText({subject: {kind, namespace, name}, text}: Finding): string {
  return `${kind} ${namespace === '' ? name : `${namespace}/${name}`}: ${text}`;
}

/** What to do for a namespace, each step with what takes it back. */
export function stepsText({namespace, steps}: NamespaceAudit): string {
  const lines = steps.flatMap(({what, command, undo}, i) => [
    `  ${i + 1} ${what}`,
    `    ${command}`,
    ...(undo === undefined ? [] : [`    undo: ${undo}`]),
  ]);
  return `${namespace}\n${lines.join('\n')}\n`;
}

/** The same for programs. */
export function ambientDocument(audits: readonly NamespaceAudit[]): string {
  const items = audits.map(({files, ...audit}) => ({...audit, files: files.map(({file}) => file)}));
  return `${JSON.stringify({apiVersion: 'istioctl/v1', kind: 'AmbientAudit', items}, null, 2)}\n`;
}

/** The files of a namespace by name: objects, and the steps to take. */
export function ambientFiles(audit: NamespaceAudit): {path: string; text: string}[] {
  const files = audit.files.map(({file, objects}) => ({
    path: file,
    text: objects.map((object) => emitYaml(object)).join('---\n'),
  }));
  return audit.steps.length === 0 ? files : [...files, {path: 'steps.txt', text: stepsText(audit)}];
}
