// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import type {Finding} from '../../../src/manifest/input/finding.js';
import {findingsGithub, findingsJson, findingsText} from '../../../src/writer/manifest/findings.js';

const findings: Finding[] = [
  {
    severity: 'error',
    path: 'meshConfig.accesLogFile',
    message: 'unknown field',
    suggestion: 'did you mean "accessLogFile"?',
    origin: {file: 'iop.yaml', line: 7, column: 5},
  },
  {severity: 'warning', path: 'namespace', message: '100% in vain\nand twice', origin: {set: 'namespace=a,b:c'}},
  {severity: 'error', path: 'values.x', message: 'unknown field', origin: {}},
];

describe('findings', () => {
  test('as text, one line each and a count', () => {
    expect(
      findingsText(findings),
    ).toBe(`iop.yaml:7:5 error meshConfig.accesLogFile: unknown field; did you mean "accessLogFile"?
--set namespace=a,b:c warning namespace: 100% in vain
and twice
error values.x: unknown field
2 errors, 1 warning
`);
    expect(findingsText([])).toBe('no mistakes found\n');
  });

  test('as one JSON document', () => {
    expect(JSON.parse(findingsJson(findings))).toEqual({apiVersion: 'istioctl/v1', kind: 'Findings', findings});
  });

  test('as workflow commands, with what would break them escaped', () => {
    expect(
      findingsGithub(findings),
    ).toBe(`::error file=iop.yaml,line=7,col=5::meshConfig.accesLogFile: unknown field; did you mean "accessLogFile"?
::warning title=--set namespace=a%2Cb%3Ac::namespace: 100%25 in vain%0Aand twice
::error::values.x: unknown field
`);
  });
});
