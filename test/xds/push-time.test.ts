// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {isPushedSince} from '../../src/xds/push-time.js';

const at = (second: number) => new Date(Date.UTC(2026, 10, 30, 12, 0, second)).toISOString().replace('.000', '');
const object = (...managedFields: object[]) => {
  const metadata = {name: 'cart', namespace: 'shop', managedFields};
  return {apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata};
};
const written = (second: number, more: object = {}) => ({manager: 'kubectl', time: at(second), ...more});

test.each<[string, string, object[], number, boolean]>([
  ['a push that is later', `${at(12)}/7`, [written(10)], 13, true],
  ['a push of the same second', `${at(10)}/7`, [written(10)], 12, false],
  ['a push that clocks may make later', `${at(11)}/7`, [written(10)], 12, false],
  ['an earlier push', `${at(5)}/7`, [written(10)], 12, false],
  ['an earlier push, long after', `${at(5)}/7`, [written(10)], 70, true],
  ['the last of several changes', `${at(12)}/7`, [written(2), written(12), written(5)], 13, false],
  ['a status that was written since', `${at(12)}/7`, [written(10), written(30, {subresource: 'status'})], 31, true],
  ['a version that tells no time', '17', [written(10)], 12, false],
  ['no version', '', [written(10)], 12, false],
  ['an object that nobody is known to have written', `${at(12)}/7`, [], 1000, false],
  ['a time that is none', `${at(12)}/7`, [written(10), {manager: 'x', time: 'soon'}], 13, true],
])('%s', (_, version, managedFields, second, pushed) => {
  expect(isPushedSince(version, object(...managedFields), Date.parse(at(second)))).toBe(pushed);
});
