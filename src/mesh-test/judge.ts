// SPDX-License-Identifier: Apache-2.0
import {durationText} from '../envoy/trace/duration.js';
import type {Expectation} from './model.js';
import type {Observed, ObservedTarget} from './observed.js';

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

/** Reads a Go duration as milliseconds, and throws for what is none. */
export type ReadDuration = (text: string) => number;

/** Returns what does not hold of an expectation. Fields that it does not have are not judged. */
export function judge(expected: Expectation, observed: Observed, readDuration: ReadDuration): Complaint[] {
  const {to, status, redirect, mirror, allowed, by, mtls} = expected;
  return [
    ...(to === undefined ? [] : judgeTargets(to, observed)),
    ...same('status', status, observed.status, 'no proxy answers it: the application does'),
    ...same('redirect', redirect, observed.redirect, 'it is not redirected'),
    ...judgeSent(expected, observed),
    ...judgeSettings(expected, observed, readDuration),
    ...(mirror === undefined ? [] : judgeMirror(mirror, observed)),
    ...judgeFault(expected.fault, observed, readDuration),
    ...(allowed === undefined ? [] : judgeAllowed(allowed, observed)),
    ...(by === undefined || observed.by.includes(withoutRule(by))
      ? []
      : [complaint('by', by, observed.by.join(', ') || 'no policy')]),
    ...same('mtls', mtls, observed.mtls, 'nothing is connected to'),
  ];
}

function complaint(field: string, expected: unknown, got: unknown): Complaint {
  return {field, expected: String(expected), got: String(got)};
}

function same<T>(field: string, expected: T | undefined, got: T | undefined, none: string): Complaint[] {
  return expected === undefined || expected === got ? [] : [complaint(field, expected, got ?? none)];
}

function withoutRule(by: string): string {
  return by.replace(/,? rule \d+$/, '');
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

function judgeSent({rewrite, headers = {}}: Expectation, {sent}: Observed): Complaint[] {
  const wanted: [string, string | null | undefined, string | undefined][] = [
    ['rewrite.path', rewrite?.path, sent?.path],
    ['rewrite.host', rewrite?.host, sent?.host],
    ...Object.entries(headers).map(([name, value]): [string, string | null, string | undefined] => [
      `headers.${name}`,
      value,
      sent?.headers.get(name.toLowerCase())?.join(','),
    ]),
  ];
  return wanted.flatMap(([field, expected, got]) => {
    if (expected === undefined) return [];
    if (!sent) return [complaint(field, expected ?? 'not sent', 'the request is not sent on')];
    const part = field.startsWith('headers.')
      ? `the header ${field.slice('headers.'.length).toLowerCase()}`
      : field.slice('rewrite.'.length);
    if (sent.unclear.some((text) => text.startsWith(part) || text.startsWith(`the ${part}`))) {
      return [
        {
          ...complaint(field, expected ?? 'not sent', 'it is changed in a way that is not followed here'),
          unclear: true,
        },
      ];
    }
    return (expected ?? undefined) === got ? [] : [complaint(field, expected ?? 'not sent', got ?? 'not sent')];
  });
}

function judgeSettings({timeout, retries}: Expectation, {settings}: Observed, readDuration: ReadDuration): Complaint[] {
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

function judgeMirror(mirror: string, {settings}: Observed): Complaint[] {
  const mirrors = settings.get('mirror') ?? [];
  const isThere = mirrors.some((text) => {
    const [, , subset = '', host = ''] = text.slice(text.indexOf(' to ') + ' to '.length).split('|');
    const [service = ''] = host.split('.svc.');
    return isMeant(mirror, {service, subset, weight: 100});
  });
  return isThere ? [] : [complaint('mirror', mirror, mirrors.join(', ') || 'none')];
}

function judgeFault(expected: Expectation['fault'], {fault}: Observed, readDuration: ReadDuration): Complaint[] {
  if (!expected) return [];
  const delay = fault?.delay?.seconds === undefined ? undefined : durationText(fault.delay.seconds);
  const wanted = expected.delay === undefined ? undefined : durationText(readDuration(expected.delay) / 1000);
  const abort = expected.abort === undefined ? undefined : String(expected.abort);
  return [...same('fault.delay', wanted, delay, 'none'), ...same('fault.abort', abort, fault?.abort?.status, 'none')];
}

function judgeAllowed(allowed: boolean, observed: Observed): Complaint[] {
  if (observed.unclear !== undefined) return [{...complaint('allowed', allowed, observed.unclear), unclear: true}];
  if (observed.allowed === allowed) return [];
  return [complaint('allowed', allowed, observed.allowed ?? 'it goes nowhere')];
}
