// SPDX-License-Identifier: Apache-2.0
import type {TestResult} from '../../mesh-test/result.js';
import {complaintText} from './text.js';

/**
 * Returns the results of tests as JUnit's XML, which CI systems read: a suite for each file. What cannot be told is an error
 * there, what does not hold a failure.
 */
export function testJunit(results: readonly TestResult[]): string {
  const files = [...new Set(results.map(({test}) => test.file))];
  const suites = files.map((file) =>
    suiteOf(
      file,
      results.filter(({test}) => test.file === file),
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${countsOf(results)}>\n${suites.join('')}</testsuites>\n`;
}

function suiteOf(file: string, results: readonly TestResult[]): string {
  return `  <testsuite name="${escaped(file)}" ${countsOf(results)}>\n${results.map(caseOf).join('')}  </testsuite>\n`;
}

function countsOf(results: readonly TestResult[]): string {
  const count = (wanted: TestResult['outcome']) => results.filter(({outcome}) => outcome === wanted).length;
  return `tests="${results.length}" failures="${count('failed')}" errors="${count('unclear')}"`;
}

function caseOf(result: TestResult): string {
  const {test, outcome} = result;
  const head = `    <testcase classname="${escaped(test.file)}" name="${escaped(test.name)}"`;
  if (outcome === 'passed') return `${head}/>\n`;
  const element = outcome === 'failed' ? 'failure' : 'error';
  const [first = '', ...more] = textsOf(result);
  const body = [first, ...more, `${test.file}:${test.line}`].map(escaped).join('\n');
  return `${head}>\n      <${element} message="${escaped(first)}">${body}</${element}>\n    </testcase>\n`;
}

function textsOf({complaints, problem, notSimulated, places}: TestResult): string[] {
  return [
    ...complaints.map(complaintText),
    ...(problem === undefined ? [] : [problem]),
    ...notSimulated.map((part) => `${part} is not simulated`),
    ...places.map(({object, place}) => `${object}: ${place}`),
  ];
}

/** White space as references: readers of XML make blanks and line breaks of what stands there as it is. */
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** What XML 1.0 cannot hold at all becomes a question mark. */
function escaped(text: string): string {
  const held = text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '?');
  return held.replace(/[&<>"\t\n\r]/g, (character) => ENTITIES[character] ?? character);
}
