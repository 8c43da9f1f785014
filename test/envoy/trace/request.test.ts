// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {parseRequest} from '../../../src/envoy/trace/request.js';

describe('a request on the command line', () => {
  test.each([
    [
      'http://reviews',
      {protocol: 'http', tls: false, host: 'reviews', port: 80, path: '/', authority: 'reviews', method: 'GET'},
    ],
    ['http://Reviews:9080/a/../b?q=1#x', {host: 'reviews', port: 9080, path: '/a/../b?q=1', authority: 'Reviews:9080'}],
    ['https://example.com', {tls: true, port: 443, sni: 'example.com', authority: 'example.com'}],
    ['https://10.0.0.1:8443', {tls: true, sni: undefined, authority: '10.0.0.1:8443'}],
    ['http://[2001:db8::1]:81/', {host: '2001:db8::1', port: 81, authority: '[2001:db8::1]:81'}],
    ['http://a?q', {path: '/?q'}],
    ['db:3306', {protocol: 'tcp', tls: false, host: 'db', port: 3306}],
    ['tls://db:3306', {protocol: 'tcp', tls: true, sni: 'db'}],
    ['reviews:9080/path', {protocol: 'http', path: '/path'}],
  ])('%s', (target, wanted) => {
    expect(parseRequest(target)).toMatchObject(wanted);
  });

  test('headers are gathered, and the host among them is the authority', () => {
    const request = parseRequest('http://10.0.0.1/', {
      method: 'post',
      headers: ['Host: a.com', 'X-A: 1', 'x-a:2 ', 'x-b:'],
      sni: 'b.com',
    });
    expect(request).toMatchObject({authority: 'a.com', method: 'POST', tls: true, sni: 'b.com'});
    expect([...request.headers]).toEqual([
      ['x-a', ['1', '2']],
      ['x-b', ['']],
    ]);
  });

  test.each(['', 'reviews', 'http://', 'ftp://a', 'a:0', 'a:70000', 'http://a:x/', 'tcp://a'])(
    '%j is refused',
    (target) => {
      expect(() => parseRequest(target)).toThrow(/^cannot trace /);
    },
  );

  test('a header without a name is refused', () => {
    expect(() => parseRequest('http://a', {headers: ['nothing']})).toThrow('invalid header "nothing"');
  });
});
