// SPDX-License-Identifier: Apache-2.0
import {readCertificates} from '../../envoy/certificate.js';
import type {ProxyDiff, ResourceChange} from '../../proxy-diff/diff.js';
import {isPrivate, withoutSecrets} from '../../proxy-diff/privacy.js';
import type {Step, ValueChange} from '../../proxy-diff/values.js';

const MARKS = {added: '+', removed: '-', changed: '~'} as const;

/** One proxy that was compared, by name where there are several. */
export interface ComparedDiff {
  name?: string | undefined;
  /** `added` or `removed` where only one side has the proxy. */
  diff: ProxyDiff | 'added' | 'removed';
}

/** One proxy that could not be compared, and why. */
export interface SilentProxy {
  name: string;
  problem: string;
}

/** A line per resource that came or went, one per value that differs, and a count; empty for no difference. */
export function proxyDiffText({name, diff}: ComparedDiff): string {
  if (diff === 'added' || diff === 'removed') return `${MARKS[diff]} proxy ${name}\n`;
  const {changes, unchanged} = diff;
  if (changes.length === 0) return '';
  const count = (kind: ResourceChange['change']) => changes.filter(({change}) => change === kind).length;
  const summary = `${count('changed')} changed, ${count('added')} added, ${count('removed')} removed, ${unchanged} unchanged`;
  const title = name === undefined ? [] : [`proxy ${name}`];
  return `${[...title, ...changes.flatMap(resourceLines), summary].join('\n')}\n`;
}

/** Returns a line for each value of a resource that differs, or one for a resource that came or went. */
export function resourceLines({change, type, name, values}: ResourceChange): string[] {
  const head = name === '' ? type : `${type} ${name}`;
  if (change !== 'changed') return [`${MARKS[change]} ${head}`];
  return values.map((value) => {
    const place = placeText(value.path);
    const [before, after] = [value.before, value.after].map((each) => valueText(value.path, each));
    const mark = value.before === undefined ? '+' : value.after === undefined ? '-' : '~';
    const said = mark === '+' ? after : mark === '-' ? before : `${before} -> ${after}`;
    return `${mark} ${head}${place}: ${said}`;
  });
}

/** Lists whose items are places of their own, by what people call those. */
const PLACES: Readonly<Record<string, string>> = {virtualHosts: 'vhost ', filterChains: 'chain ', endpoints: ''};

/** ` / vhost reviews:9080 / route[0].weightedClusters v2`, behind the name of the resource. */
function placeText(path: readonly Step[]): string {
  let text = '';
  // Behind a name comes a blank, within a place a dot.
  let joint = ' ';
  for (let i = 0; i < path.length; i++) {
    const [step, next] = [path[i], path[i + 1]];
    if (step === undefined || !('field' in step)) {
      text += step && 'name' in step ? `[${step.name}]` : `[${step?.index}]`;
    } else if (next && 'name' in next && Object.hasOwn(PLACES, step.field)) {
      text += ` / ${PLACES[step.field]}${next.name}`;
      i++;
      joint = ' ';
      continue;
    } else if (next && 'index' in next && step.field === 'routes') {
      text += ` / route[${next.index}]`;
      i += isField(path[i + 2], 'route') ? 2 : 1;
    } else if (step.field === 'weightedClusters' && isField(next, 'clusters') && path[i + 2]) {
      text += `${joint}weightedClusters ${weightedName(path[i + 2])}`;
      i += isField(path[i + 3], 'weight') ? 3 : 2;
    } else {
      text += `${joint}${step.field}`;
    }
    joint = '.';
  }
  return text;
}

function isField(step: Step | undefined, name: string): boolean {
  return step !== undefined && 'field' in step && step.field === name;
}

/** The subset where a cluster's name has one, which is what tells the clusters of a split apart. */
function weightedName(step: Step | undefined): string {
  if (!step || !('name' in step)) return step && 'index' in step ? `[${step.index}]` : '';
  const [, , subset] = step.name.split('|');
  return subset || step.name;
}

/** Longer values are cut off, for people; `-o json` has them whole. */
const LONGEST = 120;

function valueText(path: readonly Step[], value: unknown): string {
  if (value === undefined) return '(absent)';
  if (isPrivate(path)) return '(private)';
  const certificate =
    typeof value === 'string' && isField(path.at(-1), 'inlineBytes') ? certificateText(value) : undefined;
  const text =
    certificate ?? (typeof value === 'string' && value !== '' ? value : JSON.stringify(withoutSecrets(value)));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text;
}

function certificateText(base64: string): string | undefined {
  const certificates = readCertificates(Buffer.from(base64, 'base64').toString('latin1'));
  if (certificates.length === 0) return undefined;
  const texts = certificates.map(({serial, notAfter}) => `${serial} until ${notAfter.toISOString().slice(0, 19)}Z`);
  return `${texts.length === 1 ? 'certificate' : 'certificates'} ${texts.join(', ')}`;
}

/** The same for programs; `before` or `after` is left out where a side lacks the value. */
export function proxyDiffJson(compared: readonly ComparedDiff[], silent: readonly SilentProxy[]): string {
  const [only] = compared;
  const single = only && only.name === undefined && typeof only.diff === 'object' ? only.diff : undefined;
  const report = single
    ? {apiVersion: 'istioctl/v1', kind: 'ProxyConfigDiff', ...plainDiff(single)}
    : {
        apiVersion: 'istioctl/v1',
        kind: 'ProxyConfigDiffList',
        items: compared.map(plainCompared),
        unreachable: silent.map(({name, problem}) => ({proxy: name, reason: problem})),
      };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function plainCompared({name, diff}: ComparedDiff) {
  return {proxy: name, ...(typeof diff === 'string' ? {change: diff} : plainDiff(diff))};
}

function plainDiff({changes, unchanged, notCompared}: ProxyDiff) {
  return {
    changes: changes.map(({values, ...change}) => ({...change, values: values.map(plainChange)})),
    unchanged,
    notCompared,
  };
}

/** Returns a value that differs as programs read it: `path` with dots and brackets, private values left out. */
export function plainChange({path, before, after}: ValueChange) {
  const hidden = (value: unknown) => (value !== undefined && isPrivate(path) ? '(private)' : withoutSecrets(value));
  return {path: pathText(path), before: hidden(before), after: hidden(after)};
}

function pathText(path: readonly Step[]): string {
  return path
    .map((step) => ('field' in step ? `.${step.field}` : 'name' in step ? `[${step.name}]` : `[${step.index}]`))
    .join('')
    .replace(/^\./, '');
}
