// SPDX-License-Identifier: Apache-2.0
import {Ajv} from 'ajv';
import {expect, test} from 'vitest';
import {gitlabReport} from '../../../src/writer/analysis/gitlab.js';
import {reportOfEverything, reportOfNothing} from './report.js';

/** What GitLab's documentation of Code Quality asks of a report. */
const SCHEMA = {
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    properties: {
      description: {type: 'string', minLength: 1},
      check_name: {type: 'string', minLength: 1},
      fingerprint: {type: 'string', pattern: '^[0-9a-f]{32}$'},
      severity: {enum: ['info', 'minor', 'major', 'critical', 'blocker']},
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          path: {type: 'string', pattern: '^(?!\\./|/)'},
          lines: {type: 'object', required: ['begin'], properties: {begin: {type: 'integer', minimum: 1}}},
        },
      },
    },
  },
};

test('GitLab gets what its Code Quality reports must have', async () => {
  const validate = new Ajv().compile(SCHEMA);
  const entries = JSON.parse(gitlabReport(await reportOfEverything()));
  expect(validate(entries) || validate.errors).toBe(true);
  const names = entries.map(({fingerprint}: {fingerprint: string}) => fingerprint);
  expect(new Set(names).size).toBe(names.length);
  expect(entries).toContainEqual({
    description: expect.stringContaining('Unknown field: "macth"'),
    check_name: 'ISTX001',
    fingerprint: expect.anything(),
    severity: 'major',
    location: {path: 'mesh/a b.yaml', lines: {begin: 10}},
  });
  expect(JSON.parse(gitlabReport(reportOfNothing))).toEqual([]);
});
