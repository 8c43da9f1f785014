// SPDX-License-Identifier: Apache-2.0
import {selects, text, texts} from '../../describe/objects.js';
import type {LogEntry} from '../log/entry.js';

/** A request as far as a log tells it. */
export interface LoggedRequest extends Pick<LogEntry, 'method' | 'path' | 'authority'> {
  port: number;
  /** Labels of the client; undefined where they are not known. */
  labels: Record<string, string> | undefined;
  namespace: string;
}

/** Whether a match takes a request; `perhaps` where it asks for what logs do not have, as headers. */
export type Fits = 'yes' | 'perhaps' | 'no';

/** Whether one `match` of a VirtualService's HTTP rule takes a request (istio.io, "Virtual Service", HTTPMatchRequest). */
export function matchFits(match: unknown, request: LoggedRequest): {fits: Fits; why: string} {
  const path = request.path.replace(/\?.*$/, '');
  const uri = stringMismatch(field(match, 'uri'), path, field(match, 'ignoreUriCase') === true);
  if (uri !== undefined) return {fits: 'no', why: `path must be ${uri}`};
  const method = stringMismatch(field(match, 'method'), request.method);
  if (method !== undefined) return {fits: 'no', why: `method must be ${method}`};
  const authority = stringMismatch(field(match, 'authority'), request.authority);
  if (authority !== undefined) return {fits: 'no', why: `authority must be ${authority}`};
  const port = field(match, 'port');
  if (typeof port === 'number' && request.port !== 0 && port !== request.port)
    return {fits: 'no', why: `port must be ${port}`};
  const source = text(match, 'sourceNamespace');
  if (source !== '' && request.namespace !== '' && source !== request.namespace) {
    return {fits: 'no', why: `the client must be in namespace ${source}`};
  }
  const labels = texts(match, 'sourceLabels');
  if (Object.keys(labels).length > 0) {
    if (request.labels === undefined) return {fits: 'perhaps', why: 'it depends on labels of the client'};
    if (!selects(labels, request.labels)) return {fits: 'no', why: 'the client must have other labels'};
  }
  const unseen = UNSEEN.filter((name) => Object.keys(texts(match, name)).length > 0 || isFilled(field(match, name)));
  return unseen.length === 0 ? {fits: 'yes', why: ''} : {fits: 'perhaps', why: `it depends on ${unseen.join(', ')}`};
}

/** Fields that ask for what logs do not have. */
const UNSEEN = ['headers', 'withoutHeaders', 'queryParams', 'scheme'];

function isFilled(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/** A field of something that may be no object. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** What a StringMatch wants, where the text is not that. */
function stringMismatch(matcher: unknown, value: string, anyCase = false): string | undefined {
  const cased = (each: string) => (anyCase ? each.toLowerCase() : each);
  const [exact, prefix, regex] = ['exact', 'prefix', 'regex'].map((name) => field(matcher, name));
  if (typeof exact === 'string') return cased(exact) === cased(value) ? undefined : exact;
  if (typeof prefix === 'string') return cased(value).startsWith(cased(prefix)) ? undefined : `${prefix}*`;
  if (typeof regex !== 'string') return undefined;
  return matchesWhole(regex, value) ? undefined : `as ${regex}`;
}

/** Whether an expression takes all of a text; one that JavaScript cannot read is taken to. */
function matchesWhole(regex: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${regex})$`).test(value);
  } catch {
    return true; // RE2 has syntax of its own; nothing is ruled out by what cannot be read.
  }
}

/** Whether a rule takes a request: one of its matches does, or it has none; else what each of them wants. */
export function ruleFits(rule: unknown, request: LoggedRequest): {fits: Fits; why: string} {
  const matches = field(rule, 'match');
  if (!Array.isArray(matches) || matches.length === 0) return {fits: 'yes', why: ''};
  const judged = matches.map((match) => matchFits(match, request));
  const best = judged.find(({fits}) => fits === 'yes') ?? judged.find(({fits}) => fits === 'perhaps');
  return best ?? {fits: 'no', why: [...new Set(judged.map(({why}) => why))].join(' or ')};
}
