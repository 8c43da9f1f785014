// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {istioctl} from '../support/run.js';

const EXAMPLES = 'test/testdata/examples';
const LOG = `-f ${EXAMPLES}/access.log -f ${EXAMPLES}/server.log`;
const CONFIG = `--config ${EXAMPLES}/objects.yaml`;

describe('why', () => {
  test.each<[commandLine: string, exitCode: number, says: string]>([
    ['why', 64, 'why requires a pod, a log'],
    ['why --to a:1 -f x', 64, 'cannot use --to or --result without --request'],
    ['why --explain ZZ', 64, 'unknown response flag'],
    ['why --flag ZZ', 64, 'unknown response flag'],
    ['why -f nowhere.log', 65, 'nowhere.log'],
    [`why ${LOG} --config nowhere.yaml`, 65, 'nowhere.yaml'],
    [`why ${LOG} --dump README.md`, 65, 'README.md'],
    [`why ${LOG} --dump ${EXAMPLES}/ztunnel.json`, 65, 'ztunnel'],
    ['why -f README.md', 65, 'no line is of an access log'],
    [`why ${LOG} ${CONFIG}`, 0, 'AuthorizationPolicy shop/pay-callers spec.rules[0].from[0].source.principals'],
    [`why -f ${EXAMPLES}/access.log ${CONFIG}`, 80, 'unknown, ruled out:'],
    [`why ${LOG}`, 80, 'not judged'],
    [`why ${LOG} --flag UF`, 0, 'no failed request'],
    ['why --flag uf', 0, 'response flag, with status 503'],
    ['why --explain via_upstream', 0, 'response code detail'],
  ])('%s ends with %i', async (commandLine, exitCode, says) => {
    const run = await istioctl(commandLine);
    expect(run.stdout + run.stderr).toContain(says);
    expect(run.exitCode).toBe(exitCode);
  });

  test('JSON has the groups with the cause, and what was ruled out', async () => {
    const {stdout} = await istioctl(`why ${LOG} ${CONFIG} -o json`);
    expect(JSON.parse(stdout)).toMatchObject({
      apiVersion: 'istioctl/v1',
      kind: 'Why',
      groups: [
        {
          ...{count: 1, code: 403, flag: '', detail: 'rbac_access_denied_matched_policy[none]'},
          cause: {
            id: 'no-rule-allows',
            change: [{kind: 'AuthorizationPolicy', namespace: 'shop', name: 'pay-callers'}],
          },
          ruledOut: [{id: 'denied-by-rule'}],
        },
      ],
    });
  });

  test('of very many kinds of failure the most harmful are explained', async () => {
    const lines = Array.from(
      {length: 60},
      (_, i) =>
        `[2026-11-30T09:00:02.000Z] "GET /p${i}x HTTP/1.1" 404 NR route_not_found - "-" 0 0 0 - "-" "-" "id-${i}" "a" "-" - - 10.1.0.9:8080 10.1.0.1:1 - -`,
    );
    const {stdout} = await istioctl(`why -f - ${CONFIG}`, {stdin: lines.join('\n')});
    expect(stdout).toContain('10 more groups (10 requests) are not explained');
  });

  test('a log from standard input shows no control characters of others', async () => {
    const line =
      '[2026-11-30T09:00:02.000Z] "GET /\u001b[31m HTTP/1.1" 404 NR route_not_found - "-" 0 0 0 - "-" "-" "1" "a\u0007b" "-" - - 10.1.0.9:8080 10.1.0.1:1 - -\nnoise\n';
    const {stdout, exitCode} = await istioctl(`why -f - ${CONFIG}`, {stdin: line});
    expect(stdout).toContain('a\\x07b');
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('1 line is no access log in a known format');
    expect(exitCode).toBe(80);
  });
});
