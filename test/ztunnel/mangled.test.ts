// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {nodeText} from '../../src/writer/envoy/node.js';
import {summaryText} from '../../src/writer/ztunnel/summary.js';
import {
  certificateList,
  policyList,
  readZtunnelDump,
  serviceList,
  workloadList,
  type ZtunnelDump,
} from '../../src/ztunnel/dump.js';
import {mangled, mistyped, outcome} from '../support/mangle.js';

const DUMP = readFileSync('test/testdata/examples/ztunnel.json');

const QUESTIONS: ((dump: ZtunnelDump) => unknown)[] = [
  (dump) => summaryText(dump, {headers: false, now: new Date('2027-01-01T00:00:00Z')}),
  ({workloads, services, policies, certificates}) => [
    nodeText(workloadList.print(workloads) ?? null, 'json'),
    nodeText(serviceList.print(services) ?? null, 'yaml'),
    nodeText(policyList.print(policies) ?? null, 'json'),
    nodeText(certificateList.print(certificates) ?? null, 'yaml'),
  ],
];

describe('a mangled dump of ztunnel ends in output or one clear error', () => {
  test.each([
    ['edited', mangled],
    ['mistyped', mistyped],
  ])('%s', async (_, broken) => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(broken(DUMP), async (bytes) => {
        for (const question of QUESTIONS) {
          seen.add(await outcome(() => question(readZtunnelDump({bytes, name: 'ztunnel.json'}))));
        }
      }),
      {numRuns: 500},
    );
    expect([...seen].sort()).toEqual(['error', 'output']);
  });
});
