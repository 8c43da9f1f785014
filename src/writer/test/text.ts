// SPDX-License-Identifier: Apache-2.0
import {Chalk} from 'chalk';
import type {Complaint} from '../../mesh-test/judge.js';
import type {TestResult} from '../../mesh-test/result.js';
import {quantity} from '../../quantity.js';
import {requestLines} from '../describe/request.js';
import {visible} from '../visible.js';

const WORDS = {passed: 'ok', failed: 'FAIL', unclear: '?'} as const;

/** Returns a line for each test, and below those that did not pass why, with the way of the request. */
export function testText(results: readonly TestResult[], {colour}: {colour: boolean}): string {
  const chalk = new Chalk({level: colour ? 1 : 0});
  const paint = {passed: chalk.green, failed: chalk.red.bold, unclear: chalk.yellow.bold};
  const count = (outcome: TestResult['outcome']) => results.filter((one) => one.outcome === outcome).length;
  const blocks = results.map((result) => {
    const {test, outcome} = result;
    const head = `${paint[outcome](WORDS[outcome].padEnd(4))}  ${visible(test.name)}`;
    return outcome === 'passed'
      ? head
      : [`${head}  ${visible(`${test.file}:${test.line}`)}`, ...reasons(result)].join('\n');
  });
  const total = `${quantity(results.length, 'test')}: ${count('passed')} passed, ${count('failed')} failed, ${count('unclear')} not known`;
  return `${blocks.join('\n')}\n\n${total}\n`;
}

function reasons({complaints, problem, notSimulated, described, places}: TestResult): string[] {
  const lines = [
    ...complaints.map(complaintText),
    ...(problem === undefined ? [] : [`not known: ${problem}`]),
    ...notSimulated.map((part) => `not known: ${part} is not simulated`),
    ...(described ? ['', ...requestLines(described, {colour: false}).trimEnd().split('\n')] : []),
    ...places.map(({object, place}) => `${object}: ${place}`),
  ];
  return lines.map((line) => (line === '' ? '' : `      ${visible(line)}`));
}

/** Returns `to: expected reviews.shop/v2, got reviews.shop/v1`. */
export function complaintText({field, expected, got, unclear}: Complaint): string {
  return unclear
    ? `${field}: expected ${expected}, which is not known: ${got}`
    : `${field}: expected ${expected}, got ${got}`;
}
