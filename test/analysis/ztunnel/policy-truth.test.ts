// SPDX-License-Identifier: Apache-2.0
import {existsSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {type Rule, ruleEffect} from '../../../src/analysis/ztunnel/rules.js';
import {linesOf} from '../analyze.js';

const RECORDED = '../shared/goldens/ztunnel/policy-truth.json';

/** Fields that one alternative of a clause has left; a clause is a list of them, a rule a list of clauses. */
type Match = Record<string, unknown>;

interface Case {
  case: string;
  action: string;
  rules: string;
  policyInZtunnel: {rules: Match[][][]}[] | null;
  answers: Record<string, string>;
}

const MESH = `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}
---
apiVersion: v1
kind: Namespace
metadata: {name: lonely, labels: {istio.io/dataplane-mode: ambient}}
---
apiVersion: v1
kind: Pod
metadata: {name: front, namespace: shop, labels: {app: front}}
spec: {serviceAccountName: default, containers: [{name: app, image: shop/app}]}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: default, namespace: lonely}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: default, namespace: shop}
---
`;

function rulesIn({rules}: Case): Rule[] {
  // The text was cut out of a policy behind the indentation of its first line.
  return parse(`  ${rules}`) as Rule[];
}

function policyText(recorded: Case): string {
  return JSON.stringify({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: {name: 'probe', namespace: 'shop'},
    spec: {selector: {matchLabels: {app: 'front'}}, action: recorded.action, rules: rulesIn(recorded)},
  });
}

const isEmpty = (match: Match) => Object.keys(match).length === 0;
const neverMatches = (clauses: Match[][]) => clauses.some((clause) => clause.every(isEmpty));

/** What callers would get by the rules that ztunnel holds: DENY refuses what matches, ALLOW all else. */
function refusesAll({action, answers}: Case): boolean {
  return (action === 'DENY' || action === 'ALLOW') && Object.values(answers).every((code) => code === '000');
}

function refusesNone({answers}: Case): boolean {
  return Object.values(answers).every((code) => code === '200');
}

describe.runIf(existsSync(RECORDED))('policies at a real ztunnel', () => {
  const cases = existsSync(RECORDED) ? (JSON.parse(readFileSync(RECORDED, 'utf8')) as Case[]) : [];
  const of = (action: string) => cases.filter((each) => each.action === action);

  test.each(of('DENY'))('DENY $case: the effect of each rule is what ztunnel holds', (recorded) => {
    const effects = rulesIn(recorded).map((rule) => ruleEffect('DENY', rule));
    const held = recorded.policyInZtunnel?.[0]?.rules ?? [];
    expect(effects.map((effect) => effect === 'never')).toEqual(held.map(neverMatches));
    const isNarrowed = (clauses: Match[][]) => !neverMatches(clauses) && clauses.flat().some(isEmpty);
    expect(effects.map((effect) => effect === 'narrower' || effect === 'mixed')).toEqual(held.map(isNarrowed));
    if (effects.every((effect) => effect === 'never')) expect(refusesNone(recorded)).toBe(true);
  });

  test.each(of('ALLOW'))('ALLOW $case: the rules that count are those that ztunnel holds', (recorded) => {
    const effects = rulesIn(recorded).map((rule) => ruleEffect('ALLOW', rule));
    expect(effects.filter((effect) => effect !== 'never')).toEqual(
      recorded.policyInZtunnel?.[0]?.rules.map(() => 'same'),
    );
    if (effects.every((effect) => effect === 'never')) expect(refusesAll(recorded)).toBe(true);
  });

  test.each(cases)('$action $case: analyze says what callers got', async (recorded) => {
    const lines = await linesOf(`${MESH}${policyText(recorded)}`);
    const own = lines.filter((line) => /\[ISTX10[89]\]/.test(line));
    if (recorded.policyInZtunnel === null) expect(own).toEqual([expect.stringContaining('[ISTX109]')]);
    const action = recorded.action === 'DENY' ? 'DENY' : 'ALLOW';
    const effects = rulesIn(recorded).map((rule) => ruleEffect(action, rule));
    if (recorded.policyInZtunnel) expect(own).toHaveLength(effects.filter((effect) => effect !== 'same').length);
    if (action === 'DENY' && effects.every((effect) => effect === 'never')) {
      if (recorded.policyInZtunnel) expect(own[0]).toContain('denies nothing');
      expect(lines.join('\n')).not.toMatch(/DENIE[SD]|all traffic|EVERY/);
    }
    if (action === 'ALLOW' && refusesAll(recorded)) expect(own.join('\n')).toContain('DENIED');
  });

  test('there are some of each kind', () => {
    expect([cases.length, of('DENY').length, of('ALLOW').length, of('AUDIT').length]).toEqual([32, 20, 11, 1]);
  });
});
