// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {firstAnswer, line, MESH, pod, TO_ORDERS} from '../answers.js';

const unhealthy = (subset = '') =>
  line({
    ...{...TO_ORDERS, upstream: '-', upstreamLocal: '-', code: 503, flags: 'UH', detail: 'no_healthy_upstream'},
    cluster: `outbound|80|${subset}|orders.back.svc.cluster.local`,
  });

const rule = (spec: string) => `${MESH}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: orders-rule, namespace: back}
spec: ${spec}`;

const health = (ejected: boolean) =>
  new Map([['outbound|80||orders.back.svc.cluster.local', [{address: '10.1.0.20:8000', ejected, health: 'HEALTHY'}]]]);

describe('no healthy endpoint', () => {
  test.each<[why: string, objects: string, log: string, wanted: string]>([
    ['a ready pod and nothing that explains it', MESH, unhealthy(), 'unknown'],
    [
      'scaled to zero',
      MESH.replace('replicas: 1', 'replicas: 0')
        .replace('name: orders-5c4-aaaaa', 'name: gone')
        .replace('app: orders, pod-template', 'app: other, pod-template'),
      unhealthy(),
      'scaled-to-zero | Deployment back/orders spec.replicas',
    ],
    [
      'a selector that matches nothing',
      MESH.replace('selector: {app: orders}\n', 'selector: {app: order}\n'),
      unhealthy(),
      'selector-without-pods | Service back/orders spec.selector',
    ],
    [
      'a pod that is not ready',
      MESH.replace('"True"', '"False"'),
      unhealthy(),
      'pods-not-ready | Deployment back/orders spec.template.spec.containers',
    ],
    [
      'a targetPort by a name that no container has',
      MESH.replace('targetPort: 8000', 'targetPort: web'),
      unhealthy(),
      'target-port-unnamed | Service back/orders spec.ports[0].targetPort',
    ],
    [
      'a targetPort by a name that a container has',
      MESH.replace('targetPort: 8000', 'targetPort: web').replace(
        'containerPort: 8000',
        'containerPort: 8000, name: web',
      ),
      unhealthy(),
      'unknown',
    ],
    [
      'a subset whose labels no pod has',
      rule('{host: orders, subsets: [{name: next, labels: {version: v9}}]}'),
      unhealthy('next'),
      'subset-empty | DestinationRule back/orders-rule spec.subsets[0].labels',
    ],
    [
      'a subset whose labels the pod has',
      rule('{host: orders, subsets: [{name: next, labels: {app: orders}}]}'),
      unhealthy('next'),
      'unknown',
    ],
  ])('%s', (_, objects, log, wanted) => {
    expect(firstAnswer({objects, log})).toBe(wanted);
  });

  test('the probe of the container that is not ready', () => {
    const container =
      '{name: orders, ports: [{containerPort: 8000}], readinessProbe: {httpGet: {path: /up, port: 8000}}}';
    const broken = pod({
      name: 'orders-1',
      namespace: 'back',
      app: 'orders',
      ip: '10.1.0.20',
      hash: '5c4',
      ready: false,
      container,
    });
    const status =
      ', containerStatuses: [{name: orders, ready: false, state: {running: {startedAt: "2026-11-30T09:00:00Z"}}}]}';
    const objects = `${MESH.replace(/apiVersion: v1\nkind: Pod\nmetadata:\n {2}name: orders[\s\S]*?\n---/, '---')}\n---\n${broken.replace(/}$/, status)}`;
    expect(firstAnswer({objects, log: unhealthy()})).toBe(
      'pods-not-ready | Deployment back/orders spec.template.spec.containers[0].readinessProbe',
    );
  });

  test('ejection is told by /clusters, and not told where it shows none', () => {
    const objects = rule('{host: orders, trafficPolicy: {outlierDetection: {consecutive5xxErrors: 1}}}');
    expect(firstAnswer({objects, log: unhealthy(), health: health(true)})).toBe(
      'endpoints-ejected | DestinationRule back/orders-rule spec.trafficPolicy.outlierDetection',
    );
    expect(firstAnswer({objects, log: unhealthy(), health: health(false)})).toBe('unknown');
  });

  test.each<[why: string, spec: string, wanted: string]>([
    [
      'a name that does not resolve',
      '{hosts: [api.example.net], ports: [{number: 80, name: http, protocol: HTTP}], resolution: DNS}',
      'dns-unresolved | ServiceEntry back/outside spec.hosts',
    ],
    [
      'endpoints that are left out',
      '{hosts: [api.example.net], ports: [{number: 80, name: http, protocol: HTTP}], resolution: STATIC}',
      'entry-without-endpoints | ServiceEntry back/outside spec.endpoints',
    ],
    [
      'endpoints that are there',
      '{hosts: [api.example.net], ports: [{number: 80, name: http, protocol: HTTP}], resolution: STATIC, endpoints: [{address: 192.0.2.1}]}',
      'unknown',
    ],
  ])('a ServiceEntry with %s', (_, spec, wanted) => {
    const objects = `${MESH}\n---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: outside, namespace: back}\nspec: ${spec}`;
    const log = line({
      ...TO_ORDERS,
      authority: 'api.example.net',
      cluster: 'outbound|80||api.example.net',
      upstream: '-',
      upstreamLocal: '-',
      code: 503,
      flags: 'UH',
      detail: 'no_healthy_upstream',
    });
    expect(firstAnswer({objects, log})).toBe(wanted);
  });
});
