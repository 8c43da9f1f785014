// SPDX-License-Identifier: Apache-2.0
import type {CoverableRule, Coverage} from '../../mesh-test/coverage.js';
import {quantity} from '../../quantity.js';
import {visible} from '../visible.js';

/** Returns how many rules tests reach, and a line for each that none reaches. */
export function coverageText({total, reached, percent, unreached, unknown}: Coverage): string {
  const lines = [
    `coverage: ${reached} of ${quantity(total, 'rule')} reached (${percent} %)`,
    ...unreached.map((rule) => `  not reached  ${ruleText(rule)}`),
    ...unknown.map((text) => `  not known    ${text}: cannot tell which rule it is`),
  ];
  return `\n${lines.map((line) => visible(line)).join('\n')}\n`;
}

function ruleText({object, rule, name, place}: CoverableRule): string {
  return `${object}, ${rule}${name === undefined ? '' : ` (${name})`}${place === undefined ? '' : `  ${place}`}`;
}
