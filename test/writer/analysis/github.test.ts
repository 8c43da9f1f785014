// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {githubReport} from '../../../src/writer/analysis/github.js';
import {reportOfEverything, reportOfNothing} from './report.js';

test('GitHub gets one workflow command a line, escaped as its runner reads them', async () => {
  const report = await reportOfEverything();
  const lines = githubReport(report).trimEnd().split('\n');
  expect(lines).toHaveLength(report.messages.length + 1);
  for (const line of lines)
    expect(line).toMatch(/^::(error|warning|notice)( (file|line|col)=[^,:]+(,\w+=[^,:]+)*)?::./);
  expect(lines).toContain(
    '::error file=mesh/a b.yaml,line=10,col=5::[ISTX001] Unknown field: "macth" in spec.http[0]; did you mean "match"? (VirtualService shop/v)',
  );
  const awkward = lines.find((line) => line.includes('a<b>'));
  expect(awkward).toContain(`a<b>&\\"'%25,: \\x01`);
  expect(lines.some((line) => line.startsWith('::error file=overlay/kustomization.yaml::'))).toBe(true);
  expect(githubReport(reportOfNothing)).toBe('');
});
