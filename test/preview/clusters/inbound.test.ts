// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {inboundClusters} from '../../../src/preview/clusters/inbound.js';
import {networking, service, workloadContext} from '../sidecar-context.js';

const WORKLOAD = {labels: {app: 'cart'}};

function inbound(...objects: string[]) {
  return inboundClusters(workloadContext(WORKLOAD, ...objects));
}

const sidecar = (spec: string) => networking('Sidecar', 'sc', spec);

describe('inbound clusters', () => {
  test('are one for each port of the workload, with the services on it', () => {
    const found = inbound(service('cart', 'http:80'), service('other', 'http:80').replace('app: other', 'app: cart'));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      name: 'inbound|80||',
      type: 'ORIGINAL_DST',
      upstream_bind_config: {source_address: {address: '127.0.0.6'}},
      metadata: {filter_metadata: {istio: {services: [{name: 'cart'}, {name: 'other'}]}}},
    });
  });

  test.each([
    ['where the client asked for', '{ingress: [{port: {number: 9, protocol: HTTP, name: x}}]}', undefined],
    [
      'to the workload itself',
      "{ingress: [{port: {number: 9, protocol: HTTP, name: x}, defaultEndpoint: '127.0.0.1:99'}]}",
      {socket_address: {address: '127.0.0.1', port_value: 99}},
    ],
    [
      "to the workload's address",
      "{ingress: [{port: {number: 9, protocol: HTTP, name: x}, defaultEndpoint: '0.0.0.0:99'}]}",
      {socket_address: {address: '10.1.0.1', port_value: 99}},
    ],
    [
      'to a socket',
      "{ingress: [{port: {number: 9, protocol: HTTP, name: x}, defaultEndpoint: 'unix:///s'}]}",
      {pipe: {path: '/s'}},
    ],
  ])('of a Sidecar send %s', (_, spec, address) => {
    const [found, ...rest] = inbound(service('cart', 'http:80'), sidecar(spec));
    expect(rest).toEqual([]);
    expect(found).toMatchObject({name: 'inbound|9||', type: address ? 'STATIC' : 'ORIGINAL_DST'});
    if (address) expect(found).toMatchObject({load_assignment: {endpoints: [{lb_endpoints: [{endpoint: {address}}]}]}});
  });

  test('have the limits of the rule, or of the Sidecar in their place', () => {
    const rule = networking(
      'DestinationRule',
      'dr',
      '{host: cart, trafficPolicy: {connectionPool: {tcp: {maxConnections: 7}}}}',
    );
    const limits = (...objects: string[]) =>
      JSON.stringify(inbound(service('cart', 'http:80'), ...objects)[0]?.['circuit_breakers']);
    expect(limits(rule)).toContain('"max_connections":7');
    expect(
      limits(rule, sidecar("{inboundConnectionPool: {tcp: {maxConnections: 8}}, egress: [{hosts: ['*/*']}]}")),
    ).toContain('"max_connections":8');
  });

  test('take no rule that selects workloads', () => {
    const rule = networking(
      'DestinationRule',
      'dr',
      '{host: cart, workloadSelector: {matchLabels: {app: cart}}, trafficPolicy: {connectionPool: {tcp: {maxConnections: 7}}}}',
    );
    expect(JSON.stringify(inbound(service('cart', 'http:80'), rule))).not.toContain('"max_connections":7');
  });
});
