// SPDX-License-Identifier: Apache-2.0
import {quantity} from '../../quantity.js';
import type {CertificateChange} from '../../snapshot/diff/certificates.js';
import {fieldText} from '../../snapshot/diff/fields.js';
import type {Written} from '../../snapshot/diff/manager.js';
import type {ObjectChange} from '../../snapshot/diff/objects.js';
import type {PodChange} from '../../snapshot/diff/pods.js';
import type {SnapshotDiff} from '../../snapshot/diff/report.js';
import {groupLines} from '../preview/group-lines.js';
import {someOf} from '../preview/report.js';
import {visible} from '../visible.js';

const SIGNS = {added: '+', removed: '-', changed: '~'} as const;

/** Letters of a value that are shown, and names of proxies in a line. */
const [LONGEST, NAMES] = [80, 5];

/** Returns a difference of snapshots for people: objects with who wrote them, pods, proxies, certificates. */
export function snapshotDiffText(diff: SnapshotDiff): string {
  const {before, after, objects, pods, proxies, certificates} = diff;
  const head = `${before.name} (${before.takenAt}) -> ${after.name} (${after.takenAt})`;
  const sections = [
    [head],
    section('Objects', objects.map(objectLines)),
    section('Pods', pods.map(podLines)),
    section(
      `Proxies: ${proxies.changed} of ${quantity(proxies.total, 'proxy', 'proxies')}`,
      proxies.groups.map((group) => [
        ...groupLines(group).map((line) => `  ${line}`),
        `      proxies  ${someOf(group.proxies, NAMES)}`,
      ]),
    ),
    section('Certificates', certificates.map(certificateLines)),
  ].filter((lines) => lines.length > 0);
  if (sections.length === 1) sections.push(['No difference']);
  return sections.map((lines) => `${lines.map((line) => visible(line)).join('\n')}\n`).join('\n');
}

function section(title: string, items: readonly string[][]): string[] {
  return items.length === 0 ? [] : [title, ...items.flat()];
}

function objectLines({change, kind, namespace, name, fields, written}: ObjectChange): string[] {
  const own = [namespace, name].filter(Boolean).join('/');
  const lines = fields.map(
    ({path, before, after, written: by}) =>
      `      ${fieldText(path)}: ${valueText(before)} -> ${valueText(after)}${writtenText(by)}`,
  );
  return [`  ${SIGNS[change]} ${kind} ${own}${writtenText(written)}`, ...lines];
}

function writtenText(written: Written | undefined): string {
  return written ? `   (${written.manager}, ${written.time})` : '';
}

function valueText(value: unknown): string {
  if (value === undefined) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function podLines({change, namespace, name, facts}: PodChange): string[] {
  return [`  ${SIGNS[change]} ${namespace}/${name}${facts.length > 0 ? `: ${facts.join('; ')}` : ''}`];
}

function certificateLines({namespace, name, kind, before, after}: CertificateChange): string[] {
  const sign = before ? (after ? SIGNS.changed : SIGNS.removed) : SIGNS.added;
  const ends = [before, after].flatMap((each) => (each ? [`${each.serial} until ${each.expires}`] : []));
  return [`  ${sign} ${kind} ${namespace}/${name}: ${ends.join(' -> ')}`];
}
