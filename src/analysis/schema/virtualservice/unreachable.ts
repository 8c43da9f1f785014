// SPDX-License-Identifier: Apache-2.0

import {isDeepStrictEqual} from 'node:util';
import type {HttpMatch, HttpRoute, StringMatch, TcpRoute, TlsRoute} from '../../../api/istio-types.js';
import {formatGo, goQuote} from '../../model/go-format.js';
import type {Problem, Problems} from '../problem.js';

type Rule = HttpRoute | TlsRoute | TcpRoute;
type Match = NonNullable<Rule['match']>[number];

/** A match together with how messages call it. */
interface Seen {
  match: Match;
  /** Without its name, which does not change what it matches. */
  content: object;
  ruleName: string;
  matchName: string;
}

/** Rules that no traffic reaches, and matches that earlier ones cover (spec §4.1, end). */
export function* unreachableRules(rules: readonly Rule[]): Problems {
  const seen: Seen[] = [];
  let catchAll = false;
  for (const [i, rule] of rules.entries()) {
    const ruleName = nameOf(rule, i);
    const matches = rule.match ?? [];
    if (matches.length === 0) {
      if (catchAll) yield unused(ruleName, 'only the last rule can have no matches');
      catchAll = true;
      continue;
    }
    let duplicates = 0;
    for (const [j, match] of matches.entries()) {
      if (catchAll) {
        yield unused(ruleName, 'route without matches defined before');
        continue;
      }
      const {name: _, ...content} = {name: '', ...match};
      const current = {match, content, ruleName, matchName: nameOf(match, j)};
      const earlier = seen.find((other) => isDeepStrictEqual(other.content, content));
      if (earlier) {
        duplicates++;
        yield ineffective(ruleName, current.matchName, earlier.ruleName);
      } else seen.push(current);
    }
    if (duplicates === matches.length) yield unused(ruleName, 'all matches used by prior rules');
  }
  yield* overlappingPrefixes(seen);
}

/** Returns how messages call a rule or a match: its name in quotes, or its index. */
export function nameOf(rule: object, index: number): string {
  const name = 'name' in rule ? rule.name : undefined;
  return typeof name === 'string' && name !== '' ? goQuote(name) : `#${index}`;
}

/** Returns that a rule takes no traffic. */
export function unused(rule: string, reason: string): Problem {
  return {
    level: 'Warning',
    text: formatGo('virtualService rule %v not used (%s)', [rule, reason]),
    route: {code: 'IST0130', parameters: [rule, reason]},
  };
}

/** Returns that a match of a rule takes no traffic, for another takes it all. */
export function ineffective(rule: string, match: string, covering: string): Problem {
  const template = 'virtualService rule %v match %v is not used (duplicate/overlapping match in rule %v)';
  return {
    level: 'Warning',
    text: formatGo(template, [rule, match, covering]),
    route: {code: 'IST0131', parameters: [rule, match, covering]},
  };
}

function* overlappingPrefixes(seen: readonly Seen[]): Problems {
  const candidates = seen.flatMap(({match, ...names}) =>
    'uri' in match && match.uri?.prefix ? [{http: match, prefix: match.uri.prefix, ...names}] : [],
  );
  for (const [i, later] of candidates.entries()) {
    for (const earlier of candidates.slice(0, i)) {
      if (earlier.prefix === later.prefix || !covers(earlier.http, later.http)) continue;
      const covering = `${earlier.matchName} of prefix ${earlier.prefix} on ${earlier.ruleName}`;
      yield ineffective(later.ruleName, `${later.matchName} of prefix ${later.prefix}`, covering);
    }
  }
}

/** Whether all that the later match takes was taken by the earlier one. */
function covers(earlier: HttpMatch, later: HttpMatch): boolean {
  return (
    (later.uri?.prefix ?? '').startsWith(earlier.uri?.prefix ?? '') &&
    (earlier.port ?? 0) === (later.port ?? 0) &&
    coversText(matchText(earlier.method, 'exact:GET'), matchText(later.method, 'exact:GET')) &&
    coversText(matchText(earlier.authority), matchText(later.authority)) &&
    coversAll(earlier.headers, later.headers) &&
    coversAll(earlier.queryParams, later.queryParams) &&
    coversAll(earlier.withoutHeaders, later.withoutHeaders)
  );
}

function matchText(match: StringMatch | undefined, absent = ''): string {
  if (!match) return absent;
  if (match.exact !== undefined) return `exact:${match.exact}`;
  return match.prefix !== undefined ? `prefix:${match.prefix}` : '';
}

function coversText(earlier: string, later: string): boolean {
  return earlier === later || earlier.startsWith(later);
}

type Matches = Readonly<Record<string, StringMatch>>;

function coversAll(earlier: Matches | undefined, later: Matches | undefined): boolean {
  const keys = Object.keys(earlier ?? {});
  if (keys.length !== Object.keys(later ?? {}).length) return false;
  return keys.every((key) => {
    const other = later && Object.hasOwn(later, key) ? later[key] : undefined;
    return other !== undefined && coversText(matchText(earlier?.[key]), matchText(other));
  });
}
