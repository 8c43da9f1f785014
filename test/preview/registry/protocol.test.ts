// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {portProtocol} from '../../../src/preview/registry/protocol.js';

describe('portProtocol', () => {
  test.each([
    ['a prefix of the name', {name: 'http-web'}, 'HTTP'],
    ['a name in capitals', {name: 'GRPC-cart'}, 'GRPC'],
    ['the two words of gRPC-Web', {name: 'grpc-web-ui'}, 'GRPC-Web'],
    ['a name that only begins like a protocol', {name: 'httpx'}, 'Unsupported'],
    ['appProtocol before the name', {name: 'tcp-db', appProtocol: 'http2'}, 'HTTP2'],
    ["Kubernetes' own appProtocol", {name: 'x', appProtocol: 'kubernetes.io/h2c'}, 'HTTP2'],
    ["Kubernetes' own appProtocol for TLS", {name: 'x', appProtocol: 'kubernetes.io/wss'}, 'HTTPS'],
    ['an unknown appProtocol, which is sniffed', {name: 'http', appProtocol: 'example.com/mine'}, 'Unsupported'],
    ['UDP, whatever its name', {name: 'http', protocol: 'UDP'}, 'UDP'],
    ['a port on which servers speak first', {name: 'db', port: 3306}, 'TCP'],
    ['such a port with a name that says more', {name: 'http-db', port: 3306}, 'HTTP'],
  ])('reads %s', (_, port, protocol) => {
    expect(portProtocol({port: 80, protocol: 'TCP', ...port})).toBe(protocol);
  });
});
