// SPDX-License-Identifier: Apache-2.0

import type {AnalysisReport} from '../../analysis/gate/report.js';
import {reaches} from '../../analysis/model/level.js';
import type {PrintedMessage} from '../../analysis/run/order.js';
import {escapeXml} from '../xml.js';

type Outcome = 'failure' | 'error' | 'skipped' | 'passed';

interface TestCase {
  classname: string;
  name: string;
  outcome: Outcome;
  /** What the outcome says in short. */
  summary: string;
  text: string;
}

/**
 * JUnit's XML as Jenkins, GitLab and others read it: a test case for each message, which fails from the failure
 * threshold on; one for each file without any, for each document that cannot be read and each analyzer that did not run.
 */
export function junitReport(report: AnalysisReport): string {
  const cases = casesOf(report);
  const count = (outcome: Outcome) => cases.filter((testCase) => testCase.outcome === outcome).length;
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<testsuites name="istioctl analyze" ${counts} time="0">\n`,
    `  <testsuite name="istioctl analyze" ${counts} skipped="${count('skipped')}" time="0">\n`,
    ...cases.map(caseXml),
    '  </testsuite>\n',
    '</testsuites>\n',
  ].join('');
}

function casesOf({messages, files, fileErrors, skipped, unfinished, failureThreshold}: AnalysisReport): TestCase[] {
  const unread = fileErrors.flatMap(({file, errors}) =>
    errors.map(({text, line}): TestCase => {
      return {classname: file, name: `line ${line}`, outcome: 'error', summary: 'unreadable', text};
    }),
  );
  const found = messages.map((message): TestCase => {
    const fails = reaches(message.level, failureThreshold);
    return {
      classname: message.subject?.origin?.file ?? 'cluster',
      name: `${message.code} ${message.origin ?? ''}`.trim(),
      outcome: fails ? 'failure' : 'passed',
      summary: message.level,
      text: caseText(message),
    };
  });
  const mentioned = new Set([...unread, ...found].map(({classname}) => classname));
  const clean = files.filter((file) => !mentioned.has(file));
  const fine = clean.map((file): TestCase => {
    return {classname: file, name: 'no messages', outcome: 'passed', summary: '', text: ''};
  });
  return [...unread, ...found, ...fine, ...notRun({skipped, unfinished})];
}

function notRun({skipped, unfinished}: Pick<AnalysisReport, 'skipped' | 'unfinished'>): TestCase[] {
  const of = (name: string, summary: string): TestCase => {
    return {classname: 'analyzers', name, outcome: 'skipped', summary, text: ''};
  };
  return [
    ...skipped.map(({analyzer, missing}) => of(analyzer.name, `not known: ${missing.join(', ')}`)),
    ...unfinished.map(({name}) => of(name, 'no time was left')),
  ];
}

function caseText({reference, text}: PrintedMessage): string {
  return reference === undefined ? text : `${reference} ${text}`;
}

function caseXml({classname, name, outcome, summary, text}: TestCase): string {
  const head = `    <testcase classname="${escapeXml(classname)}" name="${escapeXml(name)}" time="0"`;
  if (outcome === 'passed' && text === '') return `${head}/>\n`;
  const body =
    outcome === 'passed'
      ? `<system-out>${escapeXml(text)}</system-out>`
      : `<${outcome} message="${escapeXml(outcome === 'failure' ? text : summary)}"${outcome === 'skipped' ? '' : ` type="${escapeXml(summary)}"`}>${escapeXml(text)}</${outcome}>`;
  return `${head}>\n      ${body}\n    </testcase>\n`;
}
