// SPDX-License-Identifier: Apache-2.0
// A text that is no address or port is refused before anything is read: it would match nothing, and so look like an answer.
import {describe, expect, test} from 'vitest';
import {istioctl} from '../support/run.js';

const DUMP = '-f test/testdata/envoy/trace/sidecar.json';
const ENTRY = 'x workload entry configure --name db -n shop -o out';

describe('addresses of flags', () => {
  test.each([
    [`pc trace ${DUMP} http://cart:9080/ --inbound`, '--source-ip'],
    [
      'describe request --from deploy/front.shop --to http://reviews.shop/ --config test/testdata/examples/mesh',
      '--source-ip',
    ],
    [ENTRY, '--internalIP'],
    [ENTRY, '--externalIP'],
    [ENTRY, '--ingressIP'],
  ])('%s %s', async (commandLine, flag) => {
    for (const text of ['junk', '10.0.0.256', '10.0.0', '10.0.0.0/8', '[::1]', 'fe80::1%eth0', '10.0.0.1:80']) {
      const {stdout, stderr, exitCode} = await istioctl(`${commandLine} ${flag} ${text}`);
      expect({stdout, stderr, exitCode}).toEqual({
        stdout: '',
        stderr: expect.stringMatching(new RegExp(`${flag}.* must be an IP address`)),
        exitCode: 64,
      });
    }
  });

  test.each(['10.0.0.1', '::1', '2001:db8::ffff:10.0.0.1'])('%s is an address', async (text) => {
    const {exitCode} = await istioctl(
      `describe request --from deploy/front.shop --to http://reviews.shop/ --config test/testdata/examples/mesh --source-ip ${text}`,
    );
    expect(exitCode).toBe(0);
  });

  test('the Go istioctl takes any text for the addresses of a workload', async () => {
    const {stderr} = await istioctl(`${ENTRY} --internalIP junk`, {env: {ISTIOCTL_COMPAT: '1.30'}});
    expect(stderr).not.toContain('must be an IP address');
  });
});

describe('ports of flags', () => {
  test.each(['junk', 'host', 'host:0', 'host:65536', '::1:80', 'host:http'])('why --to %s', async (text) => {
    const {stderr, exitCode} = await istioctl(`why --request http://x/ --to ${text}`);
    expect({stderr, exitCode}).toEqual({stderr: expect.stringContaining('must be HOST:PORT'), exitCode: 64});
  });

  test.each(['x envoy-stats web-0', 'x describe service web', 'x describe pod web-0', 'bug-report'])(
    '%s --proxy-admin-port 0',
    async (commandLine) => {
      const {stderr, exitCode} = await istioctl(`${commandLine} --proxy-admin-port 0`);
      expect({stderr, exitCode}).toEqual({
        stderr: expect.stringContaining('must be in the range 1..65535'),
        exitCode: 64,
      });
    },
  );
});
