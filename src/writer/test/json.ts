// SPDX-License-Identifier: Apache-2.0
import type {Coverage} from '../../mesh-test/coverage.js';
import type {TestResult} from '../../mesh-test/result.js';
import {traceDocument} from '../envoy/trace.js';

/** Returns the results of tests for programs. */
export function testJson(results: readonly TestResult[], coverage?: Coverage): string {
  const document = {
    apiVersion: 'istioctl/v1',
    kind: 'MeshTestResults',
    passed: results.filter(({outcome}) => outcome === 'passed').length,
    failed: results.filter(({outcome}) => outcome === 'failed').length,
    unclear: results.filter(({outcome}) => outcome === 'unclear').length,
    tests: results.map(({test, outcome, complaints, problem, notSimulated, described, places}) => ({
      name: test.name,
      file: test.file,
      line: test.line,
      outcome,
      complaints,
      ...(problem !== undefined && {problem}),
      notSimulated,
      objects: places,
      ...(outcome !== 'passed' && described && {verdict: described.verdict, trace: traceDocument(described.client)}),
    })),
    ...(coverage && {coverage}),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
