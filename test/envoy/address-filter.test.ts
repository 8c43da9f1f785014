// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {passesAddress} from '../../src/envoy/address-filter.js';

test.each<[filter: string | undefined, address: string, port: number, passes: boolean]>([
  [undefined, '10.0.0.1', 80, true],
  ['', '10.0.0.1', 80, true],
  ['10.0.0.1', '10.0.0.1', 80, true],
  ['10.0.0.1:80', '10.0.0.1', 80, true],
  ['10.0.0.1:81', '10.0.0.1', 80, false],
  ['10.0.0.1', '10.0.0.10', 80, false],
  ['10.0.0.1:', '10.0.0.1', 80, false],
  ['fd00::1', 'fd00::1', 80, true],
  ['FD00:0:0::1', 'fd00::1', 80, true],
  ['[fd00::1]', 'fd00::1', 80, true],
  ['[fd00:0::1]:80', 'fd00::1', 80, true],
  ['[fd00::1]:81', 'fd00::1', 80, false],
  ['fd00::1:80', 'fd00::1', 80, true],
  ['::ffff:10.0.0.1', '::ffff:a00:1', 80, true],
  ['::1', '127.0.0.1', 80, false],
  ['/var/run/x.sock', '/var/run/x.sock', 0, true],
  ['unix:///var/run/x.sock', '/var/run/x.sock', 0, true],
  ['Envoy://Connect/1', 'envoy://connect/1', 0, true],
  ['connect', 'envoy://connect/1', 0, false],
])('%s against %s port %i: %s', (filter, address, port, passes) => {
  expect(passesAddress(filter, address, port)).toBe(passes);
});
