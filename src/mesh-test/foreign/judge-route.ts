// SPDX-License-Identifier: Apache-2.0
import {integerField, isMessage, textField} from '../../envoy/dump/message.js';
import type {Branch} from '../../envoy/trace/branch.js';
import {headerMismatch} from '../../envoy/trace/match/header-match.js';
import type {SentRequest} from '../../envoy/trace/match/sent.js';
import {Undecidable} from '../../envoy/trace/match/string-match.js';
import type {Trace} from '../../envoy/trace/trace.js';
import type {Complaint} from '../judge.js';
import type {ExpectedRoute} from './model.js';
import {pairs} from './router-check.js';

/**
 * Returns the fields in which a router does something else than is expected of it; those that are not judged are passed
 * over. An empty text expects that there is nothing of the kind.
 */
export function judgeRoute({fields, randomValue}: ExpectedRoute, trace: Trace): Complaint[] {
  const branches = trace.branches.filter(({condition}) => condition === undefined);
  if (trace.branches.length > branches.length || (trace.outcome === 'unknown' && branches.length === 0)) {
    return Object.entries(fields).map(([field, value]) => ({
      field,
      expected: textOf(value),
      got: `which route takes it: ${trace.text}`,
      unclear: true,
    }));
  }
  const [branch] = branches;
  const index = branch ? chosenTarget(branch, randomValue) : undefined;
  const sent = branch?.sent?.[index ?? 0];
  const wrong = answers(trace, branch, index).flatMap(([field, got]) => {
    const value = fields[field];
    return value === undefined || textOf(value) === got ? [] : [{field, expected: textOf(value), got}];
  });
  const unclear = unclearParts(fields, sent);
  const isKnown = ({field}: Complaint) => !unclear.some((one) => one.field === field);
  return [...wrong.filter(isKnown), ...unclear, ...headerComplaints(fields, sent)];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The number of the target that a random value chooses: weights are added up in their order. */
function chosenTarget({action}: Branch, randomValue: number): number | undefined {
  if (action.kind !== 'forward') return undefined;
  const weights = action.targets.map(({weighted}) => (weighted && integerField(weighted, 'weight')) ?? 1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = randomValue % total;
  return weights.findIndex((weight) => (left -= weight) < 0);
}

function answers({virtualHost}: Trace, branch: Branch | undefined, index: number | undefined): [string, string][] {
  const action = branch?.action;
  return [
    ['virtual_host_name', virtualHost?.name ?? ''],
    ['cluster_name', action?.kind === 'forward' ? (action.targets[index ?? 0]?.cluster ?? '') : ''],
    ['path_redirect', action?.kind === 'redirect' ? action.location : ''],
    ['host_rewrite', branch?.sent?.[index ?? 0]?.authority ?? ''],
    ['path_rewrite', branch?.sent?.[index ?? 0]?.path ?? ''],
  ];
}

function unclearParts(fields: ExpectedRoute['fields'], sent: SentRequest | undefined): Complaint[] {
  const parts = {host_rewrite: 'the host (', path_rewrite: 'the path ('};
  return Object.entries(parts).flatMap(([field, start]) => {
    const part = sent?.unclear.find((text) => text.startsWith(start));
    if (fields[field] === undefined || part === undefined) return [];
    return [
      {
        field,
        expected: textOf(fields[field]),
        got: `${part} is changed in a way that is not followed here`,
        unclear: true,
      },
    ];
  });
}

/** What a matcher may have that is judged. */
const MATCHER: ReadonlySet<string> = new Set([
  ...['name', 'string_match', 'safe_regex_match', 'range_match', 'present_match', 'invert_match'],
  ...['exact_match', 'prefix_match', 'suffix_match', 'contains_match', 'treat_missing_header_as_empty'],
]);

/** Headers as they are sent on, the path and host among them. */
function headerComplaints(fields: ExpectedRoute['fields'], sent: SentRequest | undefined): Complaint[] {
  const equal = Object.entries(
    pairs(fields['request_header_fields'] ?? fields['header_fields'], 'request_header_fields'),
  );
  const exact = equal.map(([name, value]) => ({name, exact_match: value}));
  const matchers = fields['request_header_matches'] ?? [];
  const all: readonly unknown[] = [...exact, ...(Array.isArray(matchers) ? matchers : [matchers])];
  return all.flatMap((matcher) => headerComplaint(matcher, sent));
}

function headerComplaint(matcher: unknown, sent: SentRequest | undefined): Complaint[] {
  const base = {field: 'request headers', expected: textOf(matcher)};
  if (!sent) return [{...base, got: 'the request is not sent on', unclear: true}];
  if (!isMessage(matcher)) return [{...base, got: 'it is no matcher', unclear: true}];
  const unknown = Object.keys(matcher).find((key) => !MATCHER.has(key));
  if (unknown !== undefined) return [{...base, got: `${unknown} is not judged here`, unclear: true}];
  const name = textField(matcher, 'name').toLowerCase();
  if (sent.unclear.some((part) => part === `the header ${name}` || part.startsWith(`${PSEUDO[name]} (`))) {
    return [{...base, got: 'it is changed in a way that is not followed here', unclear: true}];
  }
  const headers = new Map([...sent.headers, [':path', [sent.path]], [':authority', [sent.authority]]] as const);
  try {
    const why = headerMismatch(matcher, headers);
    return why === undefined ? [] : [{...base, got: why}];
  } catch (error) {
    if (!(error instanceof Undecidable)) throw error;
    return [{...base, got: error.message, unclear: true}];
  }
}

const PSEUDO: Readonly<Record<string, string>> = {':path': 'the path', ':authority': 'the host'};
