// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {istioctl} from '../../support/run.js';

describe('x workload group create', () => {
  test('prints what was said and nothing else', async () => {
    const {stdout, stderr, exitCode} = await istioctl(
      'x workload group create --name db -n shop -l app=db -l version=v1 -a note=a=b -p mysql=3306 --network vm --locality eu/a -w 2',
    );
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toBe(`apiVersion: networking.istio.io/v1
kind: WorkloadGroup
metadata:
  name: db
  namespace: shop
spec:
  metadata:
    annotations:
      note: a=b
    labels:
      app: db
      version: v1
  template:
    locality: eu/a
    network: vm
    ports:
      mysql: 3306
    serviceAccount: default
    weight: 2
`);
    const bare = await istioctl('exp workload group create --name db -n shop');
    expect(bare.stdout).toContain('spec:\n  metadata: {}\n  template:\n    serviceAccount: default\n');
  });

  test.each([
    ['-n shop', 64, 'expecting a workload name'],
    ['--name db', 64, 'expecting a workload namespace'],
    ['--name db -n shop -p http=eighty', 64, '--ports http=eighty: "eighty" is no port'],
    ['--name db -n shop -p http', 64, '--ports http: "" is no port'],
    ['--name db -n shop -w -1', 64, '--weight -1: must be between 0 and 4294967295'],
  ])('%s is refused', async (flags, code, message) => {
    const {stdout, stderr, exitCode} = await istioctl(`x workload group create ${flags}`);
    expect([exitCode, stdout, stderr]).toEqual([code, '', expect.stringContaining(`Error: ${message}\n`)]);
  });
});

describe('x workload entry configure', () => {
  test.each([
    ['', 'expecting a WorkloadGroup artifact file or the name and namespace of an existing WorkloadGroup'],
    ['--name db -n shop', 'expecting an output directory'],
    [
      '--name db -n shop -o out --internalIP 10.0.0.1 --externalIP 203.0.113.7',
      'the flags --internalIP and --externalIP are mutually exclusive',
    ],
  ])('%s is refused before a cluster is asked', async (flags, message) => {
    const {stdout, stderr, exitCode} = await istioctl(`x workload entry configure ${flags}`);
    expect([exitCode, stdout, stderr]).toEqual([64, '', expect.stringContaining(`Error: ${message}\n`)]);
  });
});
