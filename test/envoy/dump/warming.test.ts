// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {istioctl} from '../../support/run.js';

interface Parts {
  /** The state of the secret that the listener names; left out where Envoy has not heard of it. */
  secret?: object;
  active?: boolean;
  names?: string[];
}

const url = (name: string) => `type.googleapis.com/envoy.admin.v3.${name}ConfigDump`;

function gateway({secret, active = false, names = ['kubernetes://cert']}: Parts): string {
  const address = {socket_address: {address: '0.0.0.0', port_value: 8443}};
  const tls_certificate_sds_secret_configs = names.map((name) => ({name, sds_config: {ads: {}}}));
  const transport_socket = {typed_config: {common_tls_context: {tls_certificate_sds_secret_configs}}};
  const listener = {name: '0.0.0.0_8443', address, filter_chains: [{transport_socket, filters: []}]};
  const plain = {name: 'plain', address: {socket_address: {address: '0.0.0.0', port_value: 8080}}, filter_chains: []};
  const state = {warming_state: {listener}, ...(active && {active_state: {listener}})};
  return JSON.stringify({
    configs: [
      {
        '@type': url('Listeners'),
        static_listeners: [{listener: plain}],
        dynamic_listeners: [{name: listener.name, ...state}],
      },
      {'@type': url('Secrets'), ...secret},
      {'@type': url('Clusters')},
      {'@type': url('Routes')},
    ],
  });
}

const WAITING = 'Warning: listener 0.0.0.0_8443 does not listen yet: it is warming, and ';

describe('a listener that is warming', () => {
  test.each<[string, Parts, string]>([
    ['for a secret that nobody has', {}, `${WAITING}secret kubernetes://cert has not come\n`],
    [
      'for a secret that is on its way',
      {secret: {dynamic_warming_secrets: [{name: 'kubernetes://cert'}]}},
      `${WAITING}secret kubernetes://cert has not come\n`,
    ],
    [
      'for a secret that never came',
      {secret: {dynamic_active_secrets: [{name: 'kubernetes://cert', version_info: 'uninitialized'}]}},
      `${WAITING}secret kubernetes://cert has not come\n`,
    ],
    [
      'for one of two',
      {names: ['default', 'b', 'a'], secret: {dynamic_active_secrets: [{name: 'default', version_info: '1'}]}},
      `${WAITING}secrets b, a have not come\n`,
    ],
    [
      'for something else',
      {secret: {dynamic_active_secrets: [{name: 'kubernetes://cert', version_info: '1'}]}},
      `${WAITING}something that it names has not come\n`,
    ],
    [
      'in a new version',
      {active: true},
      'Warning: listener 0.0.0.0_8443 goes on as it was: it is warming, and secret kubernetes://cert has not come\n',
    ],
  ])('%s', async (_, parts, stderr) => {
    expect(await istioctl('pc listener -f -', {stdin: gateway(parts)})).toMatchObject({exitCode: 0, stderr});
  });

  test('is why nothing takes a port', async () => {
    const {stdout, exitCode} = await istioctl('pc trace -f - https://shop.example/', {stdin: gateway({})});
    expect({stdout, exitCode}).toEqual({
      exitCode: 1,
      stdout: expect.stringContaining(
        'no listener takes port 443; listener 0.0.0.0_8443 is warming, and secret kubernetes://cert has not come',
      ),
    });
    const other = await istioctl('pc trace -f - https://shop.example:9/', {stdin: gateway({})});
    expect(other.stdout).toContain('no listener takes port 9; there are listeners on 8080');
  });
});
