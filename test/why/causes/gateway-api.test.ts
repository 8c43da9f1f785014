// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {AT_GATEWAY, firstAnswer, line, MESH} from '../answers.js';

interface GatewayFields {
  listener?: string;
}

const mesh = ({listener = '{name: web, port: 8080, protocol: HTTP}'}: GatewayFields = {}) => `${MESH}
---
apiVersion: v1
kind: Pod
metadata: {name: door-istio-1, namespace: front, labels: {gateway.networking.k8s.io/gateway-name: door}}
spec: {containers: [{name: istio-proxy, args: [proxy, router]}]}
status: {phase: Running, podIP: 10.1.0.30, conditions: [{type: Ready, status: "True"}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: door, namespace: front}
spec: {gatewayClassName: istio, listeners: [${listener}]}
`;

const route = (spec: string, namespace = 'front') => `---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: way, namespace: ${namespace}}
spec: ${spec}
`;

const RULES = 'rules: [{matches: [{path: {type: PathPrefix, value: /items}}], backendRefs: [{name: web, port: 80}]}]';
const lost = line({...AT_GATEWAY, path: '/items/1', code: 404, flags: 'NR', detail: 'route_not_found'});
const failed = line({
  ...AT_GATEWAY,
  path: '/items/1',
  code: 500,
  flags: 'NC',
  detail: 'cluster_not_found',
  route: 'front.way.0',
});

describe('a route of Gateway API is not attached', () => {
  test.each<[why: string, objects: string, wanted: string]>([
    [
      'another section',
      mesh() + route(`{parentRefs: [{name: door, sectionName: tls}], ${RULES}}`),
      'route-not-attached | HTTPRoute front/way spec.parentRefs[0].sectionName',
    ],
    [
      'another port',
      mesh() + route(`{parentRefs: [{name: door, port: 9999}], ${RULES}}`),
      'route-not-attached | HTTPRoute front/way spec.parentRefs[0].port',
    ],
    [
      'a parent that does not exist',
      mesh() + route(`{parentRefs: [{name: gate}], ${RULES}}`),
      'route-not-attached | HTTPRoute front/way spec.parentRefs[0].name',
    ],
    [
      'a parent looked for in the wrong namespace',
      mesh() + route(`{parentRefs: [{name: door}], ${RULES}}`, 'back'),
      'route-not-attached | HTTPRoute back/way spec.parentRefs[0].namespace',
    ],
    [
      'another hostname',
      mesh() + route(`{hostnames: [m.example.org], parentRefs: [{name: door}], ${RULES}}`),
      'route-not-attached | HTTPRoute front/way spec.hostnames',
    ],
    [
      'a listener for its own namespace',
      mesh() + route(`{parentRefs: [{name: door, namespace: front}], ${RULES}}`, 'back'),
      'route-not-attached | Gateway front/door spec.listeners[0].allowedRoutes.namespaces | HTTPRoute back/way spec.parentRefs',
    ],
    [
      'a listener for all namespaces is innocent',
      mesh({listener: '{name: web, port: 8080, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}'}) +
        route(`{parentRefs: [{name: door, namespace: front}], ${RULES}}`, 'back'),
      'unknown',
    ],
    [
      'a listener of another hostname',
      mesh({listener: '{name: web, port: 8080, protocol: HTTP, hostname: m.example.org}'}) +
        route(`{parentRefs: [{name: door}], ${RULES}}`),
      'no-route-matches | Gateway front/door spec.listeners[0].hostname',
    ],
    [
      'another path',
      mesh() + route(`{parentRefs: [{name: door}], ${RULES.replace('/items', '/shop')}}`),
      'no-route-matches | HTTPRoute front/way spec.rules[0].matches',
    ],
    ['attached, so something else is it', mesh() + route(`{parentRefs: [{name: door}], ${RULES}}`), 'unknown'],
  ])('%s', (_, objects, wanted) => {
    expect(firstAnswer({objects, log: lost})).toBe(wanted);
  });
});

describe('a backend that cannot be used', () => {
  const grant = (from: string) => `---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: grant, namespace: back}
spec: {from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: ${from}}], to: [{group: "", kind: Service}]}
`;
  const to = (ref: string) => mesh() + route(`{parentRefs: [{name: door}], rules: [{backendRefs: [${ref}]}]}`);

  test.each<[why: string, objects: string, wanted: string]>([
    [
      'a Service that does not exist',
      to('{name: orders, port: 80}'),
      'backend-not-usable | HTTPRoute front/way spec.rules[0].backendRefs[0].name',
    ],
    [
      'no ReferenceGrant',
      to('{name: orders, namespace: back, port: 80}'),
      'backend-not-usable | ReferenceGrant back/front-to-orders spec',
    ],
    [
      'a ReferenceGrant for another namespace',
      to('{name: orders, namespace: back, port: 80}') + grant('other'),
      'backend-not-usable | ReferenceGrant back/front-to-orders spec',
    ],
    [
      'a port that the Service does not have',
      to('{name: orders, namespace: back, port: 81}') + grant('front'),
      'backend-not-usable | HTTPRoute front/way spec.rules[0].backendRefs[0].port',
    ],
    ['nothing of this', to('{name: orders, namespace: back, port: 80}') + grant('front'), 'unknown'],
  ])('%s', (_, objects, wanted) => {
    expect(firstAnswer({objects, log: failed})).toBe(wanted);
  });
});
