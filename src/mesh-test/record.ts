// SPDX-License-Identifier: Apache-2.0
import {judge, type ReadDuration} from './judge.js';
import type {Expectation} from './model.js';
import type {Observed, ObservedPolicy, ObservedTarget, ObservedWay} from './observed.js';

/** What may be expected of a request, and what may not. */
export interface RecordedExpectation {
  expect: Expectation;
  /** Fields that are left out, each with the reason. */
  leftOut: string[];
}

/** A value for a field; or why there is none, where that is worth saying. */
type Candidate<T> = {value: T} | {why: string} | undefined;

type Known = Required<Expectation>;
type Candidates = {[Field in keyof Known]: Candidate<Known[Field]>};

/** The request as the client sends it. */
export interface AskedRequest {
  path: string;
  authority: string;
  headers: ReadonlyMap<string, readonly string[]>;
}

/** Returns all that is known to become of a request as the expectation of a test; it holds of what was observed. */
export function expectationOf(
  observed: Observed,
  asked: AskedRequest,
  readDuration: ReadDuration,
): RecordedExpectation {
  const {lost, undecided, ways} = observed;
  if (lost !== undefined) return {expect: {}, leftOut: [`everything: ${lost}`]};
  const candidates: Candidates = {
    to: targetsIn(observed.targets),
    status: undecided === undefined ? sameOf(observed.statuses) : undefined,
    redirect: fromWays(ways, ({redirect}) => redirect),
    rewrite: fromWays(ways, (way) => rewriteIn(way, asked)),
    timeout: fromWays(ways, timeoutIn),
    retries: fromWays(ways, retriesIn),
    mirror: mirrorIn(ways),
    fault: fromWays(ways, faultIn),
    headers: fromWays(ways, (way) => headersIn(way, asked)),
    allowed: undecided === undefined ? known(observed.allowed, 'neither of all servers') : undefined,
    by: undecided === undefined ? deciderIn(observed) : undefined,
    mtls: known(observed.mtls),
  };
  const unclear = unclearIn(ways).map((part) => `${part}: it is changed in a way that is not followed here`);
  if (undecided !== undefined) unclear.push(`allowed, by and status: ${undecided}`);
  return checked(candidates, observed, readDuration, unclear);
}

function checked(
  candidates: Readonly<Record<string, Candidate<unknown>>>,
  observed: Observed,
  readDuration: ReadDuration,
  unclear: readonly string[],
): RecordedExpectation {
  const expect: Record<string, unknown> = {};
  const leftOut = [...unclear];
  for (const [field, candidate] of Object.entries(candidates)) {
    if (!candidate) continue;
    if ('why' in candidate) {
      leftOut.push(`${field}: ${candidate.why}`);
      continue;
    }
    // What cannot be written so that it holds is no expectation.
    const [complaint] = judge({[field]: candidate.value}, observed, readDuration);
    if (complaint) leftOut.push(`${field}: ${complaint.got}`);
    else expect[field] = candidate.value;
  }
  return {expect, leftOut};
}

function known<T>(value: T | undefined, why?: string): Candidate<T> {
  if (value !== undefined) return {value};
  return why === undefined ? undefined : {why};
}

function targetsIn(targets: readonly ObservedTarget[]): Candidate<NonNullable<Expectation['to']>> {
  const [first] = targets;
  if (!first) return undefined;
  if (targets.length === 1) return {value: nameOf(first)};
  return {value: targets.map((target) => ({service: nameOf(target), weight: target.weight}))};
}

function nameOf({service, subset}: Pick<ObservedTarget, 'service' | 'subset'>): string {
  return subset === '' ? service : `${service}/${subset}`;
}

/** Undefined in the list is a request that is let through, of which no proxy says a status. */
function sameOf(statuses: Observed['statuses']): Candidate<number> {
  const [first, ...more] = statuses;
  if (more.length > 0)
    return {why: `it is not always the same: ${statuses.map((one) => one ?? "the application's").join(', ')}`};
  return known(first);
}

/** The same value of all ways that a request may take, or that they differ. */
function fromWays<T>(ways: readonly ObservedWay[], read: (way: ObservedWay) => T | undefined): Candidate<T> {
  const [first, ...more] = ways.map(read);
  const isSame = more.every((each) => JSON.stringify(each) === JSON.stringify(first));
  return isSame ? known(first) : {why: 'it is not the same on all ways that the request may take'};
}

function rewriteIn({sent}: ObservedWay, {path, authority}: AskedRequest): Expectation['rewrite'] {
  if (!sent) return undefined;
  const rewrite = {
    ...(sent.path !== path && !isUnclear(sent.unclear, 'path') && {path: sent.path}),
    ...(sent.authority !== authority && !isUnclear(sent.unclear, 'host') && {host: sent.authority}),
  };
  return Object.keys(rewrite).length > 0 ? rewrite : undefined;
}

function isUnclear(unclear: readonly string[], part: string): boolean {
  return unclear.some((text) => text.startsWith(`the ${part} (`));
}

/** A trace says `250 ms, idle 1 s` or `none`. */
function timeoutIn({settings}: ObservedWay): string | undefined {
  const text = settings.get('timeout')?.[0]?.split(', ')[0];
  return text === 'none' ? '0s' : text?.replace(' ', '');
}

function retriesIn({settings}: ObservedWay): number | undefined {
  if (!settings.has('timeout')) return undefined;
  return Number(/^(\d+) more/.exec(settings.get('retries')?.[0] ?? '')?.[1] ?? 0);
}

/** One that all ways have: a test names one. */
function mirrorIn(ways: readonly ObservedWay[]): Candidate<string> {
  const found = fromWays(ways, ({settings}) => settings.get('mirror'));
  if (!found || 'why' in found) return found;
  const [, , subset = '', host = ''] = (found.value[0] ?? '').split(' to ').at(-1)?.split('|') ?? [];
  const [service = ''] = host.split('.svc.');
  return service === '' ? {why: found.value.join(', ')} : {value: nameOf({service, subset})};
}

function faultIn({fault}: ObservedWay): Expectation['fault'] {
  const seconds = fault?.delay?.seconds;
  const status = fault?.abort?.status ?? '';
  const found = {
    ...(seconds !== undefined && {delay: `${seconds}s`}),
    ...(/^\d+$/.test(status) && {abort: Number(status)}),
  };
  return Object.keys(found).length > 0 ? found : undefined;
}

/** Those that the routes add, change or remove; what Envoy adds by itself is not among them. */
function headersIn({sent}: ObservedWay, {headers}: AskedRequest): Expectation['headers'] {
  if (!sent) return undefined;
  const names = [...new Set([...headers.keys(), ...sent.headers.keys()])].filter((name) => name !== FORWARDED_PROTO);
  const changed = names
    .filter((name) => !sent.unclear.includes(`the header ${name}`))
    .map((name): [string, string | undefined, string | undefined] => [
      name,
      headers.get(name)?.join(','),
      sent.headers.get(name)?.join(','),
    ])
    .filter(([, before, after]) => before !== after);
  if (changed.length === 0) return undefined;
  return Object.fromEntries(changed.map(([name, , after]) => [name, after ?? null]));
}

const FORWARDED_PROTO = 'x-forwarded-proto';

function unclearIn(ways: readonly ObservedWay[]): string[] {
  return [...new Set(ways.flatMap(({sent}) => sent?.unclear ?? []))];
}

/** A policy that decides in the client's proxy or in those of all servers; the one that refuses comes first. */
function deciderIn({allowed, by: {client, servers}}: Observed): Candidate<string> {
  const isSame = (a: ObservedPolicy) => (b: ObservedPolicy) => a.name === b.name && a.rule === b.rule;
  const [first = [], ...more] = servers;
  const everywhere = first.filter((policy) => more.every((each) => each.some(isSame(policy))));
  const deciding = allowed === false ? [...client, ...everywhere] : [...client, ...everywhere].toReversed();
  const made = deciding.find(({name}) => name.startsWith('AuthorizationPolicy '));
  if (made) return {value: made.rule === undefined ? made.name : `${made.name}, rule ${made.rule}`};
  const others = [...new Set([...client, ...servers.flat()].map(({name}) => name))];
  return others.length > 0 ? {why: `not the same everywhere: ${others.join(', ')}`} : undefined;
}
