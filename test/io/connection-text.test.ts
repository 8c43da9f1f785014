// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {connectionText} from '../../src/io/connection-text.js';

test.each<[unknown, string]>([
  [new Error('connect ECONNREFUSED 127.0.0.1:1'), 'connect ECONNREFUSED 127.0.0.1:1'],
  [
    new Error(
      'unable to verify the first certificate; if the root CA is installed locally, try running Node.js with --use-system-ca',
    ),
    'unable to verify the first certificate',
  ],
  ['closed', 'closed'],
])('of %s', (cause, text) => {
  expect(connectionText(cause)).toBe(text);
});
