// SPDX-License-Identifier: Apache-2.0

import type {FieldType} from '../../api/schema/notation.js';
import type {Finding} from '../input/finding.js';
import type {ManifestInput} from '../input/input-source.js';
import {getIn} from '../input/tree.js';
import {checkGateways, checkReferenceTexts, checkStrictly} from './cross-checks.js';
import {checkEffect} from './effect.js';
import {checkCni, checkVolumes} from './incomplete.js';
import {originOf} from './origin.js';
import {type Problem, settingPath} from './problem.js';
import {referenceRules} from './reference-rules.js';
import {strictRules} from './strict-rules.js';
import {walk} from './walk.js';

export interface ValidationOptions {
  /** Judge as istioctl 1.30 does: errors are what it refuses, whatever else is wrong becomes a warning. */
  compat: boolean;
}

/** What validation looks at: the sources in order of precedence and the document that they merge into. */
export type ValidationInput = Pick<ManifestInput, 'sources' | 'merged'>;

const document: FieldType = {kind: 'message', table: 'operator', name: 'IstioOperator'};

/**
 * Everything that is wrong with the input of an install, or has no effect (users.md 3.3, spec §2.6): all at once, each
 * once, in the order of the sources. The merged document is what counts, so a mistake that a later source repairs is
 * none; warnings are given only for what the user wrote, not for what a profile holds.
 */
export function validateInput(input: ValidationInput, {compat}: ValidationOptions): Finding[] {
  const mistakes = strictProblems(input.merged);
  const mistaken = new Set(mistakes.map(({path}) => settingPath(path)));
  const doubtful = [
    ...checkEffect(input.merged),
    ...checkVolumes(input.merged, {compat}),
    ...checkCni(input.merged, {compat}),
  ].filter(({path}) => !mistaken.has(settingPath(path)));
  const strict = [...mistakes, ...doubtful];
  return toFindings(input, compat ? withReference(input.merged, strict) : strict);
}

function strictProblems(merged: unknown): Problem[] {
  const problems = [
    ...walk(merged, document, [], 'operator', strictRules),
    ...checkGateways(merged),
    ...checkStrictly(merged),
  ];
  return getIn(merged, ['spec', 'installPackagePath'])
    ? problems.filter((problem) => !isOfBuiltInCharts(problem))
    : problems;
}

/** Settings whose words are names of files in the charts, of which another package may have more. */
const namesOfChartFiles = new Set([
  'compatibilityVersion',
  'values.compatibilityVersion',
  'values.profile',
  'values.global.platform',
  'values.ztunnel.platform',
  'values.ztunnel.profile',
]);

function isOfBuiltInCharts({path}: Problem): boolean {
  return namesOfChartFiles.has(settingPath(path));
}

/** The reference's errors, and as warnings what only we would refuse. */
function withReference(merged: unknown, strict: Problem[]): Problem[] {
  const reference = [
    ...walk(merged, document, [], 'operator', referenceRules),
    ...checkReferenceTexts(merged),
    ...checkGateways(merged),
  ];
  const refused = new Set(reference.map(({path}) => settingPath(path)));
  const mistakes = strict.filter(({severity}) => severity === 'error');
  const mistaken = new Set(mistakes.map(({path}) => settingPath(path)));
  return [
    ...strict.map(
      (problem): Problem => (refused.has(settingPath(problem.path)) ? problem : {...problem, severity: 'warning'}),
    ),
    ...reference.filter(({path}) => !mistaken.has(settingPath(path))).map(refusedByReferenceAlone),
  ];
}

function refusedByReferenceAlone(problem: Problem): Problem {
  return {...problem, suggestion: 'istioctl 1.30 refuses it; without --compat it is accepted'};
}

function toFindings(input: ValidationInput, problems: Problem[]): Finding[] {
  const findings = new Map<string, {finding: Finding; order: number}>();
  for (const {path, at, severity, message, suggestion} of problems) {
    const origin = originOf(input.sources, path, at);
    if (severity === 'warning' && origin === undefined) continue;
    const key = `${settingPath(path)}\n${message}`;
    if (findings.has(key)) continue;
    const order = input.sources.findIndex((source) =>
      source.kind === 'set' ? source.argument === origin?.set : source.kind === 'file' && source.file === origin?.file,
    );
    const finding: Finding = {severity, path: settingPath(path), message, origin: origin ?? {}};
    if (suggestion !== undefined) finding.suggestion = suggestion;
    findings.set(key, {finding, order});
  }
  return [...findings.values()].sort(byPlace).map(({finding}) => finding);
}

interface Ordered {
  finding: Finding;
  order: number;
}

function byPlace(a: Ordered, b: Ordered): number {
  const [one, other] = [a.finding, b.finding];
  const byLine = (one.origin.line ?? 0) - (other.origin.line ?? 0);
  const byColumn = (one.origin.column ?? 0) - (other.origin.column ?? 0);
  return (
    a.order - b.order || byLine || byColumn || compare(one.path, other.path) || compare(one.message, other.message)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
