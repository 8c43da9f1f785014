// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {message} from '../../../src/analysis/model/message.js';
import {type MessageCode} from '../../../src/analysis/model/messages.js';
import {idleKialiAnnotations, isIgnoredForKiali} from '../../../src/analysis/run/kiali-annotation.js';
import {allNames, suppress} from '../../../src/analysis/run/suppress.js';

function found(value: string | undefined, code: MessageCode, ...parameters: string[]) {
  const annotations: Record<string, string> = value === undefined ? {} : {'kiali.io/ignore-validations': value};
  return message(code, {kind: 'VirtualService', namespace: 'shop', name: 'cart', annotations}, parameters);
}

test.each([
  ['everything, where it is empty', '', 'ISTX303', []],
  ['blanks are empty', ' ', 'IST0106', []],
  ['what has a code of Kiali', 'KIA1102', 'IST0101', ['gateway', 'g']],
  ['one of several', 'KIA0001, KIA1004', 'ISTX602', []],
  ['a code that says several things', 'KIA0207', 'ISTX406', []],
  ['a code of ours', 'ISTX303', 'ISTX303', []],
] as const)('%s: hidden', (_, value, code, parameters) => {
  expect(isIgnoredForKiali(found(value, code, ...parameters))).toBe(true);
});

test.each([
  ['no annotation', undefined, 'ISTX303', []],
  ['another code', 'KIA0201', 'ISTX602', []],
  ['a code that nobody knows', 'KIA9999', 'ISTX602', []],
  ['a name that every object has', 'toString', 'ISTX602', []],
  ['something else that is missing', 'KIA1102', 'IST0101', ['host', 'h']],
] as const)('%s: shown', (_, value, code, parameters) => {
  expect(isIgnoredForKiali(found(value, code, ...parameters))).toBe(false);
});

test.each([
  ['all', 'all'],
  ['*', '*'],
  ['KIA1102, any', 'any'],
  ['true', 'true'],
])('%j hides nothing, which is said', (value, idle) => {
  expect(isIgnoredForKiali(found(value, 'ISTX303'))).toBe(false);
  expect(idleKialiAnnotations([found(value, 'ISTX303'), found(value, 'IST0106')])).toEqual([
    `VirtualService shop/cart: annotation kiali.io/ignore-validations hides nothing for ${JSON.stringify(idle)}, which is no code; an empty value hides all`,
  ]);
});

test.each([undefined, '', 'KIA9999', 'KIA0201, ISTX302', 'IST0101'])('%j holds codes only', (value) => {
  expect(idleKialiAnnotations([found(value, 'ISTX303')])).toEqual([]);
});

test('the Go istioctl does not know the annotation', () => {
  const messages = [found('', 'IST0106', 'x')];
  expect(suppress(messages, [], allNames).messages).toEqual([]);
  expect(suppress(messages, [], allNames, true).messages).toEqual(messages);
});
