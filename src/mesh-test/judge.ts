// SPDX-License-Identifier: Apache-2.0
import {durationText} from '../envoy/trace/duration.js';
import type {Expectation} from './model.js';
import type {Observed, ObservedPolicy, ObservedTarget, ObservedWay} from './observed.js';

/** An expectation that does not hold, or of which it cannot be told whether it does. */
export interface Complaint {
  /** Its field: `to`, `rewrite.path`. */
  field: string;
  expected: string;
  /** What is so instead. */
  got: string;
  /** Nobody can tell. */
  unclear?: boolean;
}

/** Reads a Go duration as milliseconds. */
export type ReadDuration = (text: string) => number;

/** Fields that what the servers decide answers. */
const DECIDED: ReadonlySet<string> = new Set(['status', 'allowed', 'by']);

/** Returns what does not hold of an expectation. Fields that it does not have are not judged. */
export function judge(expected: Expectation, observed: Observed, readDuration: ReadDuration): Complaint[] {
  const {lost, undecided} = observed;
  const isUnknown = (field: string): boolean => lost !== undefined || (undecided !== undefined && DECIDED.has(field));
  const unknown = Object.entries(expected).filter(([field, value]) => value !== undefined && isUnknown(field));
  const known = Object.fromEntries(Object.entries(expected).filter(([field]) => !isUnknown(field)));
  return [
    ...unknown.map(([field, value]) => ({...complaint(field, textOf(value), lost ?? undecided), unclear: true})),
    ...judgeKnown(known, observed, readDuration),
  ];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function judgeKnown(expected: Expectation, observed: Observed, readDuration: ReadDuration): Complaint[] {
  const {to, status, allowed, by, mtls} = expected;
  return [
    ...(to === undefined ? [] : judgeTargets(to, observed)),
    ...(status === undefined ? [] : judgeStatus(status, observed)),
    ...onEveryWay(observed, (way) => judgeWay(expected, way, readDuration)),
    ...same('allowed', allowed, observed.allowed, 'neither of all servers'),
    ...(by === undefined || isDecidedBy(by, observed) ? [] : [complaint('by', by, decidersOf(by, observed))]),
    ...same('mtls', mtls, observed.mtls, 'nothing is connected to'),
  ];
}

/** What does not hold on one of the ways that a request may take does not hold; of each field the first is said. */
function onEveryWay({ways}: Observed, judgeOne: (way: ObservedWay) => Complaint[]): Complaint[] {
  const found = new Map<string, Complaint>();
  const all = ways.length > 0 ? ways : [{settings: new Map()}];
  for (const each of all.flatMap(judgeOne)) {
    const before = found.get(each.field);
    // What is wrong for certain on one way counts more than what is not known of another.
    if (!before || (before.unclear && !each.unclear)) found.set(each.field, each);
  }
  return [...found.values()];
}

function judgeWay(expected: Expectation, way: ObservedWay, readDuration: ReadDuration): Complaint[] {
  const {redirect, mirror, fault} = expected;
  return [
    ...same('redirect', redirect, way.redirect, 'it is not redirected'),
    ...judgeSent(expected, way),
    ...judgeSettings(expected, way, readDuration),
    ...(mirror === undefined ? [] : judgeMirror(mirror, way)),
    ...judgeFault(fault, way, readDuration),
  ];
}

function complaint(field: string, expected: unknown, got: unknown): Complaint {
  return {field, expected: String(expected), got: String(got)};
}

function same<T>(field: string, expected: T | undefined, got: T | undefined, none: string): Complaint[] {
  return expected === undefined || expected === got ? [] : [complaint(field, expected, got ?? none)];
}

function judgeStatus(status: number, {statuses}: Observed): Complaint[] {
  if (statuses.every((each) => each === status)) return [];
  const got = statuses.map((each) => each ?? 'no proxy answers it: the application does');
  return [complaint('status', status, got.join(', '))];
}

/** Of several servers each has to be one where the policy decides, unless the client's own proxy does. */
function isDecidedBy(by: string, {by: {client, servers}}: Observed): boolean {
  const [, name, rule] = /^(.*?)(?:,? rule (\d+))?$/.exec(by) ?? [];
  const isMeant = (policy: ObservedPolicy) => policy.name === name && (rule === undefined || policy.rule === rule);
  return client.some(isMeant) || (servers.length > 0 && servers.every((each) => each.some(isMeant)));
}

/** Rules are named to who asks for one. */
function decidersOf(by: string, {by: {client, servers}}: Observed): string {
  const withRule = /rule \d+$/.test(by);
  const names = [...client, ...servers.flat()].map(({name, rule}) =>
    withRule && rule !== undefined ? `${name}, rule ${rule}` : name,
  );
  return [...new Set(names)].join('; ') || 'no policy';
}

function judgeTargets(to: NonNullable<Expectation['to']>, {targets}: Observed): Complaint[] {
  const got = targets.map(targetText).join(', ') || 'nowhere';
  if (typeof to === 'string') {
    const isThere = targets.length > 0 && targets.every((target) => isMeant(to, target));
    return isThere ? [] : [complaint('to', to, got)];
  }
  const left = [...targets];
  const missing = to.filter(({service, weight}) => {
    const at = left.findIndex(
      (target) => isMeant(service, target) && (weight === undefined || weight === target.weight),
    );
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  if (missing.length === 0 && left.length === 0) return [];
  const text = to.map(({service, weight}) => (weight === undefined ? service : `${weight} % ${service}`)).join(', ');
  return [complaint('to', text, got)];
}

/** Without a subset any will do. */
function isMeant(text: string, {service, subset}: ObservedTarget): boolean {
  const slash = text.indexOf('/');
  const [host, wanted] = slash < 0 ? [text, undefined] : [text.slice(0, slash), text.slice(slash + 1)];
  return (host === service || host.startsWith(`${service}.svc.`)) && (wanted === undefined || wanted === subset);
}

function targetText({service, subset, weight}: ObservedTarget): string {
  return `${weight < 100 ? `${weight} % ` : ''}${service}${subset === '' ? '' : `/${subset}`}`;
}

/** A part of a request as it is sent on, and how a trace calls it where it does not know it. */
interface SentPart {
  field: string;
  expected: string | null | undefined;
  got: string | undefined;
  unclear: RegExp;
}

function judgeSent({rewrite, headers = {}}: Expectation, {sent}: ObservedWay): Complaint[] {
  const parts: SentPart[] = [
    {field: 'rewrite.path', expected: rewrite?.path, got: sent?.path, unclear: /^(?:the )?path\b/},
    {field: 'rewrite.host', expected: rewrite?.host, got: sent?.authority, unclear: /^(?:the )?host\b/},
    ...Object.entries(headers).map(([name, expected]) => {
      const key = name.toLowerCase();
      const unclear = new RegExp(`^the header ${key.replace(/[^a-z0-9-]/g, '\\$&')}$`);
      return {field: `headers.${name}`, expected, got: sent?.headers.get(key)?.join(','), unclear};
    }),
  ];
  return parts.flatMap(({field, expected, got, unclear}) => {
    if (expected === undefined) return [];
    const wanted = expected ?? 'not sent';
    if (!sent) return [complaint(field, wanted, 'the request is not sent on')];
    if (sent.unclear.some((text) => unclear.test(text))) {
      return [{...complaint(field, wanted, 'it is changed in a way that is not followed here'), unclear: true}];
    }
    return (expected ?? undefined) === got ? [] : [complaint(field, wanted, got ?? 'not sent')];
  });
}

function judgeSettings(
  {timeout, retries}: Expectation,
  {settings}: ObservedWay,
  readDuration: ReadDuration,
): Complaint[] {
  const found: Complaint[] = [];
  if (timeout !== undefined) {
    const milliseconds = readDuration(timeout);
    const wanted = milliseconds === 0 ? 'none' : durationText(milliseconds / 1000);
    const got = settings.get('timeout')?.[0]?.split(', ')[0];
    if (got !== wanted) found.push(complaint('timeout', wanted, got ?? 'no route takes it'));
  }
  if (retries !== undefined) {
    const text = settings.get('retries')?.[0] ?? 'none';
    const got = Number(/^(\d+) more/.exec(text)?.[1] ?? 0);
    if (got !== retries) found.push(complaint('retries', retries, got));
  }
  return found;
}

function judgeMirror(mirror: string, {settings}: ObservedWay): Complaint[] {
  const mirrors = settings.get('mirror') ?? [];
  const isThere = mirrors.some((text) => {
    const [, , subset = '', host = ''] = text.slice(text.indexOf(' to ') + ' to '.length).split('|');
    const [service = ''] = host.split('.svc.');
    return isMeant(mirror, {service, subset, weight: 100});
  });
  return isThere ? [] : [complaint('mirror', mirror, mirrors.join(', ') || 'none')];
}

function judgeFault(expected: Expectation['fault'], {fault}: ObservedWay, readDuration: ReadDuration): Complaint[] {
  if (!expected) return [];
  const delay = fault?.delay?.seconds === undefined ? undefined : durationText(fault.delay.seconds);
  const wanted = expected.delay === undefined ? undefined : durationText(readDuration(expected.delay) / 1000);
  const abort = expected.abort === undefined ? undefined : String(expected.abort);
  return [...same('fault.delay', wanted, delay, 'none'), ...same('fault.abort', abort, fault?.abort?.status, 'none')];
}
