// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {IstioctlError} from '../../src/errors.js';
import {logLevelPage} from '../../src/ztunnel/logging.js';

const page = (level: string | undefined, compat = false) => logLevelPage({level, reset: false, compat});

test.each([
  ['access=debug,info', 'access=debug,info'],
  ['access:debug,info', 'access=debug,info'],
  ['info,access:trace', 'info,access=trace'],
  ['warning', 'warn'],
  ['access:warning,critical', 'access=warn,error'],
  ['ztunnel::proxy:debug', 'ztunnel::proxy=debug'],
  ['ztunnel::proxy::h2=trace', 'ztunnel::proxy::h2=trace'],
  ['level:debug', 'debug'],
  ['level=off, access=error', 'off,access=error'],
  ['hickory-server=warn', 'hickory-server=warn'],
  ['', ''],
  [undefined, ''],
])('%s is sent as %s', (level, sent) => {
  expect(page(level)).toBe(`logging?level=${sent}`);
});

test.each([
  ['loud', 'unrecognized logging level: loud'],
  ['access=loud', 'unrecognized logging level: loud'],
  ['access', 'unrecognized logging level: access'],
  ['ztunnel::proxy', 'unrecognized logging level: ztunnel::proxy'],
  ['info,', 'unrecognized logging level: '],
  ['a:b:debug', 'invalid log target: a:b'],
  ['=debug', 'unrecognized logging level: =debug'],
  ['access,x=debug', 'unrecognized logging level: access'],
  ['a b=debug', 'invalid log target: a b'],
])('%s is refused', (level, message) => {
  expect(() => page(level)).toThrow(message);
});

test.each([
  [undefined, ''],
  ['warning', 'warn'],
  ['critical', 'error'],
  ['access:debug,warning', 'access:debug,warning'],
  ['ztunnel::pool:debug', 'ztunnel::pool:debug'],
])('compatible: %s is sent as the Go istioctl sends it', (level, sent) => {
  expect(page(level, true)).toBe(`logging?level=${sent}`);
});

test('compatible: a path with three colons has no logger', () => {
  expect(() => page('ztunnel:::pool:debug', true)).toThrow('unrecognized logging level: pool:debug');
});

test.each([true, false])('the levels are reset, compat %s', (compat) => {
  expect(logLevelPage({level: undefined, reset: true, compat})).toBe('logging?level=info&reset');
});

test('any text is read or refused with one error', () => {
  const word = fc.constantFrom('access', 'ztunnel::proxy', 'level', ':', '=', ',', 'debug', 'warning', ' ', '&', '*');
  fc.assert(
    fc.property(fc.array(word), (words) => {
      try {
        expect(page(words.join(''))).toMatch(/^logging\?level=(?:(?:[\w:-]+=)?[a-z]+(?:,|$))*$/);
      } catch (error) {
        expect(error).toBeInstanceOf(IstioctlError);
      }
    }),
  );
});
