// SPDX-License-Identifier: Apache-2.0

import {isDeepStrictEqual} from 'node:util';
import type {HttpMatch, HttpRoute} from '../../../api/istio-types.js';
import {Coverings, conditionsOf} from '../../index/http-conditions.js';
import type {Problems} from '../problem.js';
import {ineffective, nameOf, unused} from './unreachable.js';

/** A match together with how messages call it; `match` is left out for a rule that has none. */
interface Seen {
  match?: HttpMatch;
  ruleName: string;
  matchName: string;
}

/**
 * HTTP rules that no request reaches, since earlier rules take all that they ask for. Proxies try the rules of a
 * VirtualService in their order (istio.io, "Routing rule precedence"). A rule that hands over to a delegate takes only
 * what the delegate asks for.
 */
export function* coveredRules(rules: readonly HttpRoute[]): Problems {
  const seen = new Coverings<Seen>();
  for (const [i, rule] of rules.entries()) {
    const ruleName = nameOf(rule, i);
    const matches: readonly (HttpMatch | undefined)[] = rule.match?.length ? rule.match : [undefined];
    const own = matches.map((match, j) => ({match, ruleName, matchName: nameOf(match ?? {}, j)}));
    const covered = own.map((match) => seen.find(conditionsOf(match.match ?? {}, match.match?.gateways)));
    yield* ruleProblems(ruleName, own, covered);
    // Alternatives of one rule lead to the same place: that they overlap does no harm.
    if (rule.delegate) continue;
    for (const match of own) seen.add(conditionsOf(match.match ?? {}, match.match?.gateways), named(match));
  }
}

function named({match, ...names}: {match: HttpMatch | undefined; ruleName: string; matchName: string}): Seen {
  return match ? {match, ...names} : names;
}

function* ruleProblems(
  ruleName: string,
  own: readonly {match: HttpMatch | undefined; matchName: string}[],
  covered: readonly (Seen | undefined)[],
): Problems {
  const takers = covered.filter((taker) => taker !== undefined);
  const whole = takers.length === own.length;
  if (whole && takers.every(({match}) => !match)) {
    const alone = own.every(({match}) => !match);
    yield unused(ruleName, alone ? 'only the last rule can have no matches' : 'route without matches defined before');
    return;
  }
  for (const [j, taker] of covered.entries()) {
    const match = own[j];
    if (!taker || !match?.match) continue;
    if (taker.match && isDeepStrictEqual(contentOf(taker.match), contentOf(match.match))) {
      yield ineffective(ruleName, match.matchName, taker.ruleName);
    } else {
      const covering = `${taker.match ? `${taker.matchName}${pathText(taker.match)} on ` : ''}${taker.ruleName}`;
      yield ineffective(ruleName, `${match.matchName}${pathText(match.match)}`, covering);
    }
  }
  if (whole) yield unused(ruleName, 'all matches used by prior rules');
}

/** Without its name, which does not change what it matches. */
function contentOf(match: HttpMatch): object {
  return {...match, name: undefined};
}

function pathText({uri}: HttpMatch): string {
  const [kind, text] = Object.entries(uri ?? {})[0] ?? [];
  return kind === undefined ? '' : ` of ${kind} ${text}`;
}
