// SPDX-License-Identifier: Apache-2.0
import type {CheckReport, Result} from '../../check/run.js';
import {escapeXml} from '../xml.js';

/** The results as JUnit's XML: a test case for each, of which warnings pass with a text. */
export function checkJunit({results, counts}: CheckReport): string {
  const totals = `tests="${results.length}" failures="${counts.failed}" errors="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<testsuites name="istioctl check" ${totals} time="0">\n`,
    `  <testsuite name="istioctl check" ${totals} skipped="${counts.skipped}" time="0">\n`,
    ...results.map(caseXml),
    '  </testsuite>\n',
    '</testsuites>\n',
  ].join('');
}

function caseXml({id, group, level, text, details = []}: Result): string {
  const head = `    <testcase classname="${group}" name="${escapeXml(`${id} ${text}`)}" time="0"`;
  const more = escapeXml(details.join('\n'));
  switch (level) {
    case 'ok':
      return `${head}/>\n`;
    case 'warning':
      return `${head}>\n      <system-out>warning: ${more}</system-out>\n    </testcase>\n`;
    case 'failed':
      return `${head}>\n      <failure message="${escapeXml(text)}" type="failed">${more}</failure>\n    </testcase>\n`;
    case 'skipped':
      return `${head}>\n      <skipped message="${more}"/>\n    </testcase>\n`;
  }
}
