// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {expectGolden} from '../../support/golden.js';
import {istioctl} from '../../support/run.js';

const DUMP = 'test/testdata/examples/ztunnel.json';
const GOLDENS = 'test/testdata/ztunnel';

describe('ztunnel-config from a file', () => {
  test.each([
    ['ztunnel-config workload', 'workload.txt'],
    ['zc w --address FD00::3 -o json', 'workload-address.json'],
    ['zc workloads --workload-node N2 --workload-namespace Shop', 'workload-node.txt'],
    ['ztunnel-config service', 'service.txt'],
    ['zc svc -o json', 'service.json'],
    ['ztunnel-config policy', 'policy.txt'],
    ['zc pol --policy-namespace shop -o yaml', 'policy-shop.yaml'],
    ['ztunnel-config certificate', 'certificate.txt'],
    ['zc certs -o json', 'certificate.json'],
    ['ztunnel-config connections', 'connections.txt'],
    ['zc cons --raw --direction outbound', 'connections-raw.txt'],
    ['zc connections --workload-namespace default -o json', 'connections-default.json'],
    ['ztunnel-config all --with-headers', 'all.txt'],
  ])('%s', async (commandLine, golden) => {
    const {stdout, stderr, exitCode} = await istioctl(`${commandLine} -f ${DUMP}`);
    expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 0});
    expectGolden(stdout, `${GOLDENS}/${golden}`);
  });

  test.each([
    ['zc workload -f - --node n1', '{}', 'at most one of --file, --node, or pod name must be passed'],
    ['zc workload -f -', '[]', 'error unmarshalling config dump response from ztunnel: an object was expected'],
    ['zc workload -f -', '{"workloads": [{"name": 5}]}', 'ztunnel: workloads[0].name: a string was expected, not 5'],
    [
      'zc service -f -',
      '{"services": [{"cidrVips": ["1.2.3.4"]}]}',
      'services[0].cidrVips[0]: invalid cidrVip "1.2.3.4"',
    ],
    ['zc policy -f -', '{"policies": [', 'from ztunnel: standard input: syntax error (line 1:15)'],
    ['zc policy', '', 'kubeconfig /dev/null names no current context'],
    ['zc all -f test/testdata/examples/dump.json', '', 'is a config dump of Envoy'],
  ])('%s of %j is refused', async (commandLine, stdin, message) => {
    const {stdout, stderr, exitCode} = await istioctl(commandLine, {stdin});
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(exitCode).not.toBe(0);
  });
});
