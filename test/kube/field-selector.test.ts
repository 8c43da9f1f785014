// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {matchesFields} from '../../src/kube/field-selector.js';

const POD = {metadata: {name: 'cart', namespace: 'shop'}, status: {phase: 'Running'}, spec: {hostNetwork: true}};

test.each([
  ['metadata.name=cart', true],
  ['metadata.name==cart', true],
  ['metadata.name!=cart', false],
  ['metadata.name=cart,status.phase=Running', true],
  ['metadata.name=cart,status.phase=Pending', false],
  ['metadata.namespace!=kube-system,metadata.namespace!=kube-public', true],
  ['spec.nodeName=', true],
  ['spec.nodeName=a', false],
  ['spec.hostNetwork=true', true],
  ['status=Running', false],
  ['metadata.constructor=cart', false],
])('%s', (selector, fits) => {
  expect(matchesFields(POD, selector)).toBe(fits);
});

test('what is no selector is said', () => {
  expect(() => matchesFields(POD, 'metadata.name')).toThrow('"metadata.name" is no field selector');
});
