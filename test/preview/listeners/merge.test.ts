// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {ANY_CONNECTION, takeTheSame} from '../../../src/preview/listeners/outbound/chain.js';
import {mergeOf} from '../../../src/preview/listeners/outbound/merge.js';
import {networkOf} from '../../../src/preview/listeners/outbound/network.js';
import type {Protocol} from '../../../src/preview/model/service.js';

describe('services that want the same listener', () => {
  test.each<[Protocol, Protocol, string]>([
    ['HTTP', 'GRPC', 'keep'],
    ['HTTP', 'TCP', 'add and sniff'],
    ['HTTP', 'Unsupported', 'replace'],
    ['TCP', 'HTTP', 'add and sniff'],
    ['TCP', 'TLS', 'add'],
    ['TCP', 'Unsupported', 'add and sniff'],
    ['Unsupported', 'HTTP', 'keep'],
    ['Unsupported', 'TCP', 'add'],
    ['Unsupported', 'Unsupported', 'keep'],
    ['Mongo', 'HTTP', 'keep'],
    ['Mongo', 'Mongo', 'add'],
    ['TCP', 'MySQL', 'keep'],
  ])('%s, then %s: %s', (existing, incoming, expected) => {
    expect(mergeOf(existing, incoming)).toBe(expected);
  });

  test('a chain for what another takes is left out', () => {
    const chain = (serverNames: string[], destinations: string[]) => ({
      ...ANY_CONNECTION,
      serverNames,
      destinations,
      filters: [],
    });
    expect(takeTheSame(chain(['a', 'b'], []), chain(['b', 'a'], []))).toBe(true);
    expect(takeTheSame(chain(['*'], []), chain([], ['0.0.0.0/0']))).toBe(true);
    expect(takeTheSame(chain([], ['10.1.2.3/8']), chain([], ['10.0.0.0/8']))).toBe(true);
    expect(takeTheSame(chain([], ['10.0.0.0/8']), chain([], ['10.0.0.0/9']))).toBe(false);
  });

  test.each([
    ['10.1.2.3/8', '10.9.9.9/8'],
    ['10.0.0.1', '10.0.0.1/32'],
    ['2001:db8::1/64', '2001:db8:0:0:1::/64'],
    ['::1', '0:0:0:0:0:0:0:1/128'],
  ])('%s and %s are one network', (a, b) => {
    expect(networkOf(a)).toBe(networkOf(b));
  });

  test('what is no address is no network', () => {
    expect(networkOf('a.x')).toBeUndefined();
  });
});
