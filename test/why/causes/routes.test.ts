// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {AT_GATEWAY, firstAnswer, gateway, line, MESH, TO_ORDERS} from '../answers.js';

const virtualService = (name: string, spec: string, more = '') => `
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}, namespace: front, creationTimestamp: "2026-11-30T0${more || 1}:00:00Z"}
spec: ${spec}`;

const ROUTE = 'route: [{destination: {host: orders.back.svc.cluster.local}}]';
const notFound = line({...AT_GATEWAY, path: '/basket', code: 404, flags: 'NR', detail: 'route_not_found'});
const noCluster = (path = '/') =>
  line({
    ...TO_ORDERS,
    path,
    cluster: '-',
    upstream: '-',
    upstreamLocal: '-',
    code: 503,
    flags: 'NC',
    detail: 'cluster_not_found',
  });

describe('a gateway answers 404', () => {
  test.each<[why: string, objects: string, wanted: string]>([
    [
      'the VirtualService is for the mesh',
      gateway({hosts: 'www.example.org'}) + virtualService('site', `{hosts: [www.example.org], http: [{${ROUTE}}]}`),
      'virtual-service-not-attached | VirtualService front/site spec.gateways',
    ],
    [
      'it names a Gateway that does not exist',
      gateway({hosts: 'www.example.org'}) +
        virtualService('site', `{hosts: [www.example.org], gateways: [sites], http: [{${ROUTE}}]}`),
      'virtual-service-not-attached | VirtualService front/site spec.gateways',
    ],
    [
      'the Gateway it names takes no pod',
      gateway({hosts: 'www.example.org', selector: 'edges'}) +
        virtualService('site', `{hosts: [www.example.org], gateways: [site], http: [{${ROUTE}}]}`),
      'virtual-service-not-attached | Gateway front/site spec.selector',
    ],
    [
      'the Gateway does not take the host',
      gateway({hosts: 'shop.example.org'}) +
        virtualService('site', `{hosts: [www.example.org], gateways: [site], http: [{${ROUTE}}]}`),
      'no-rule-matches | Gateway front/site spec.servers[0].hosts',
    ],
    [
      'no rule has the path',
      gateway({hosts: '"*"'}) +
        virtualService(
          'site',
          `{hosts: [www.example.org], gateways: [site], http: [{match: [{uri: {prefix: /items}}], ${ROUTE}}]}`,
        ),
      'no-rule-matches | VirtualService front/site spec.http[0].match',
    ],
    [
      'an innocent VirtualService for all hosts stands beside',
      gateway({hosts: '"*"'}) +
        virtualService(
          'site',
          `{hosts: [www.example.org], gateways: [site], http: [{match: [{uri: {prefix: /items}}], ${ROUTE}}]}`,
        ) +
        virtualService(
          'all',
          `{hosts: ["*"], gateways: [site], http: [{match: [{uri: {prefix: /basket}}], ${ROUTE}}]}`,
          '2',
        ),
      'no-rule-matches | VirtualService front/site spec.http[0].match',
    ],
    [
      'it is not exported to the gateway',
      gateway({hosts: '"*"'}) +
        virtualService('site', `{hosts: [www.example.org], gateways: [site], exportTo: [.], http: [{${ROUTE}}]}`),
      'virtual-service-not-attached | VirtualService front/site spec.exportTo',
    ],
    [
      'its port is another',
      gateway({hosts: 'www.example.org', port: 8081}) +
        virtualService('site', `{hosts: [www.example.org], gateways: [site], http: [{${ROUTE}}]}`),
      'no-rule-matches | Gateway front/site spec.servers[0].port.number',
    ],
    [
      'the host is spelt otherwise beside one for all hosts',
      gateway({hosts: 'www.example.org'}) +
        virtualService('site', `{hosts: [store.example.org], gateways: [site], http: [{${ROUTE}}]}`) +
        virtualService('all', `{hosts: ["*"], gateways: [site], http: [{match: [{uri: {prefix: /other}}], ${ROUTE}}]}`),
      'no-rule-matches | VirtualService front/site spec.hosts',
    ],
    [
      'the host is spelt otherwise',
      gateway({hosts: '"*"'}) +
        virtualService('site', `{hosts: [ww.example.org], gateways: [site], http: [{${ROUTE}}]}`),
      'host-not-configured | VirtualService front/site spec.hosts[0]',
    ],
    [
      'everything is right, so something else is it',
      gateway({hosts: '"*"'}) +
        virtualService('site', `{hosts: [www.example.org], gateways: [site], http: [{${ROUTE}}]}`),
      'unknown',
    ],
  ])('%s', (_, objects, wanted) => {
    expect(firstAnswer({objects: MESH + '---' + objects, log: notFound})).toBe(wanted);
  });
});

describe('a destination that is not there', () => {
  const rule = (spec: string) => `
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: orders-rule, namespace: back}
spec: ${spec}`;
  const to = (destination: string) =>
    virtualService(
      'orders-way',
      `{hosts: [orders.back.svc.cluster.local], http: [{route: [{destination: ${destination}}]}]}`,
    );

  test.each<[why: string, objects: string, wanted: string]>([
    [
      'a host',
      to('{host: order.back.svc.cluster.local}'),
      'destination-missing | VirtualService front/orders-way spec.http[0].route[0].destination.host',
    ],
    [
      'a short name that is of another namespace',
      to('{host: orders}'),
      'destination-missing | VirtualService front/orders-way spec.http[0].route[0].destination.host',
    ],
    [
      'a port',
      to('{host: orders.back.svc.cluster.local, port: {number: 81}}'),
      'destination-missing | VirtualService front/orders-way spec.http[0].route[0].destination.port.number',
    ],
    [
      'a subset',
      to('{host: orders.back.svc.cluster.local, subset: next}') + rule('{host: orders, subsets: [{name: now}]}'),
      'subset-undefined | VirtualService front/orders-way spec.http[0].route[0].destination.subset',
    ],
    [
      'a subset that is not exported',
      to('{host: orders.back.svc.cluster.local, subset: next}') +
        rule('{host: orders, exportTo: [.], subsets: [{name: next}]}'),
      'subset-undefined | DestinationRule back/orders-rule spec.exportTo',
    ],
    [
      'nothing of this: the subset is defined',
      to('{host: orders.back.svc.cluster.local, subset: next}') + rule('{host: orders, subsets: [{name: next}]}'),
      'unknown',
    ],
  ])('%s', (_, objects, wanted) => {
    expect(firstAnswer({objects: MESH + objects, log: noCluster()})).toBe(wanted);
  });
});

describe('rules of a VirtualService in the mesh', () => {
  const answered = (path: string, code: number) =>
    line({...TO_ORDERS, path, code, detail: 'via_upstream', upstream: '192.0.2.9:80', upstreamLocal: '-'});
  const wide = `{match: [{uri: {prefix: /}}], ${ROUTE}}`;
  const narrow =
    '{match: [{uri: {prefix: /beta}}], route: [{destination: {host: orders.back.svc.cluster.local, subset: beta}}]}';

  test('an earlier, wider one takes the request', () => {
    const objects = (rules: string) =>
      MESH + virtualService('orders-way', `{hosts: [orders.back.svc.cluster.local], http: [${rules}]}`);
    expect(firstAnswer({objects: objects(`${wide}, ${narrow}`), log: answered('/beta/1', 404)})).toBe(
      'rule-shadowed | VirtualService front/orders-way spec.http[0].match',
    );
    expect(firstAnswer({objects: objects(`${narrow}, ${wide}`), log: answered('/other', 404)})).toBe(
      'application-answered | Deployment back/orders (the application)',
    );
  });

  test('a rewrite that the application does not know, and another error', () => {
    const objects =
      MESH +
      virtualService('orders-way', `{hosts: [orders.back.svc.cluster.local], http: [{rewrite: {uri: /v2}, ${ROUTE}}]}`);
    expect(firstAnswer({objects, log: answered('/x', 404)})).toBe(
      'rewritten-path | VirtualService front/orders-way spec.http[0].rewrite',
    );
    expect(firstAnswer({objects, log: answered('/x', 500)})).toBe(
      'application-answered | Deployment back/orders (the application)',
    );
  });

  test('the newer of two with one host is ignored', () => {
    const objects =
      MESH +
      virtualService(
        'older',
        `{hosts: [orders.back.svc.cluster.local], http: [{match: [{uri: {prefix: /a}}], ${ROUTE}}]}`,
        '1',
      ) +
      virtualService(
        'newer',
        `{hosts: [orders.back.svc.cluster.local], http: [{match: [{uri: {prefix: /b}}], ${ROUTE}}]}`,
        '2',
      );
    const log = (path: string) =>
      line({
        ...TO_ORDERS,
        path,
        cluster: '-',
        upstream: '-',
        upstreamLocal: '-',
        code: 404,
        flags: 'NR',
        detail: 'route_not_found',
      });
    expect(firstAnswer({objects, log: log('/b/1')})).toBe('no-rule-matches | VirtualService front/newer spec.hosts');
    expect(firstAnswer({objects, log: log('/c')})).toBe(
      'no-rule-matches | VirtualService front/older spec.http[0].match',
    );
  });

  test.each<[why: string, spec: string, fields: object, wanted: string]>([
    [
      'an abort',
      `fault: {abort: {httpStatus: 500, percentage: {value: 50}}}, ${ROUTE}`,
      {code: 500, flags: 'FI', detail: 'fault_filter_abort'},
      'fault-injected | VirtualService front/orders-way spec.http[0].fault.abort',
    ],
    [
      'a delay',
      `fault: {delay: {fixedDelay: 5s, percentage: {value: 1}}}, ${ROUTE}`,
      {code: 200, flags: 'DI', detail: 'via_upstream'},
      'fault-injected | VirtualService front/orders-way spec.http[0].fault.delay',
    ],
    [
      'a delay that is not what aborted',
      `fault: {delay: {fixedDelay: 5s}}, ${ROUTE}`,
      {code: 500, flags: 'FI', detail: 'fault_filter_abort'},
      'unknown',
    ],
    [
      'an answer of its own',
      'directResponse: {status: 418}',
      {code: 418, detail: 'direct_response'},
      'direct-response | VirtualService front/orders-way spec.http[0].directResponse',
    ],
    [
      'a timeout',
      `timeout: 2s, ${ROUTE}`,
      {code: 504, flags: 'UT', detail: 'response_timeout'},
      'route-timeout | VirtualService front/orders-way spec.http[0].timeout',
    ],
    [
      'a timeout of each try',
      `retries: {attempts: 2, perTryTimeout: 1s}, ${ROUTE}`,
      {code: 504, flags: 'URX,UT', detail: 'upstream_per_try_timeout'},
      'per-try-timeout | VirtualService front/orders-way spec.http[0].retries.perTryTimeout',
    ],
    [
      'no timeout, so the server is slow',
      ROUTE,
      {code: 504, flags: 'UT', detail: 'response_timeout'},
      'server-too-slow | Deployment back/orders (the application)',
    ],
  ])('%s', (_, spec, fields, wanted) => {
    const objects = MESH + virtualService('orders-way', `{hosts: [orders.back.svc.cluster.local], http: [{${spec}}]}`);
    expect(firstAnswer({objects, log: line({...TO_ORDERS, ...fields})})).toBe(wanted);
  });
});
