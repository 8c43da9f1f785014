// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import type {NamespaceAudit} from '../../src/migrate/audit.js';
import {audit, object, spec} from './audit.js';

const GATEWAY_POD = {
  metadata: {labels: {istio: 'edge'}, annotations: {'inject.istio.io/templates': 'gateway'}},
  spec: {containers: [{name: 'istio-proxy', image: 'auto'}]},
};

const textsOf = (findings: NamespaceAudit['blockers']) =>
  findings.map(({subject: {kind, namespace, name}, text}) => `${kind} ${namespace}/${name}: ${text}`);

describe('a namespace is blocked by', () => {
  const route = (match: object) => ({
    hosts: ['jobs'],
    http: [{match: [match], route: [{destination: {host: 'jobs'}}]}],
  });
  const l7 = {rules: [{to: [{operation: {methods: ['GET']}}]}]};
  test.each<[string, object, string]>([
    [
      'a gateway among other pods',
      object('Deployment', 'edge', {spec: {template: GATEWAY_POD}}),
      'Deployment batch/edge: is a gateway whose proxy the injector puts in: give it a namespace of its own',
    ],
    [
      'a filter of sidecars',
      spec('EnvoyFilter', 'lua', {configPatches: [{applyTo: 'CLUSTER', match: {context: 'SIDECAR_OUTBOUND'}}]}),
      'EnvoyFilter batch/lua: patches SIDECAR_OUTBOUND, and ztunnel takes no patches',
    ],
    [
      'a filter of all proxies',
      spec('EnvoyFilter', 'lua', {configPatches: [{applyTo: 'CLUSTER'}]}, 'istio-system'),
      'EnvoyFilter istio-system/lua: patches ANY, and ztunnel takes no patches',
    ],
    [
      'an extension of sidecars',
      spec('WasmPlugin', 'limits', {url: 'oci://registry.test/x'}),
      'WasmPlugin batch/limits: runs in sidecars; a waypoint runs it only where targetRefs name it',
    ],
    [
      'settings of a Sidecar',
      spec('Sidecar', 'own', {outboundTrafficPolicy: {mode: 'REGISTRY_ONLY'}, ingress: [{port: {number: 80}}]}),
      'Sidecar batch/own: sets ingress, outboundTrafficPolicy, which only sidecars follow',
    ],
    [
      'a route by the namespace of the client',
      spec('VirtualService', 'jobs', route({sourceNamespace: 'shop'})),
      'VirtualService batch/jobs: matches sourceNamespace, which a waypoint does not know',
    ],
    [
      'a route by labels of the client',
      spec('VirtualService', 'jobs', route({sourceLabels: {app: 'cart'}})),
      'VirtualService batch/jobs: matches sourceLabels, which a waypoint does not know',
    ],
    [
      'a route for services of others',
      spec('VirtualService', 'cart', {...route({}), hosts: ['cart.shop.svc.cluster.local']}),
      'VirtualService batch/cart: is for services of shop, whose waypoint follows routes of its own namespace only',
    ],
    [
      'a route of Gateway API for services of others',
      spec('HTTPRoute', 'cart', {
        parentRefs: [{group: '', kind: 'Service', name: 'cart', namespace: 'shop', port: 80}],
      }),
      'HTTPRoute batch/cart: is for services of shop, whose waypoint follows routes of its own namespace only',
    ],
    [
      'a ServiceEntry for some',
      spec('ServiceEntry', 'db', {hosts: ['db.example'], exportTo: ['.'], resolution: 'DNS'}),
      'ServiceEntry batch/db: is exported to . only, which ztunnel does not heed',
    ],
    [
      'a wildcard',
      spec('ServiceEntry', 'all', {hosts: ['*.example'], resolution: 'NONE'}),
      'ServiceEntry batch/all: is for *.example: ambient mode resolves wildcards with DYNAMIC_DNS only',
    ],
    [
      'a policy of requests to pods without a Service',
      spec('AuthorizationPolicy', 'get', {...l7, selector: {matchLabels: {app: 'jobs'}}}),
      'AuthorizationPolicy batch/get: asks for methods, and its selector takes no whole Services that a waypoint could have it for',
    ],
    [
      'a policy of requests in the whole mesh',
      spec('AuthorizationPolicy', 'get', l7, 'istio-system'),
      'AuthorizationPolicy istio-system/get: asks for methods in the whole mesh: give waypoints a copy (targetRefs to GatewayClass istio-waypoint), and this one the selector security.istio.io/tlsMode: istio',
    ],
    [
      'a control plane elsewhere',
      object(
        'MutatingWebhookConfiguration',
        'istio-sidecar-injector',
        {webhooks: [{name: 'x', clientConfig: {url: 'https://istiod.example'}}]},
        '',
      ),
      'MutatingWebhookConfiguration /istio-sidecar-injector: calls an istiod outside of the cluster (primary-remote), which ambient mode does not support',
    ],
  ])('%s', (_, one, text) => {
    const {readiness, blockers, files, steps} = audit('batch', one);
    expect({readiness, blockers: textsOf(blockers), files, steps}).toEqual({
      readiness: 'BLOCKED',
      blockers: [text],
      files: [],
      steps: [],
    });
  });
});

describe('a namespace is ready in spite of', () => {
  test.each<[string, object]>([
    [
      'a filter of gateways',
      spec('EnvoyFilter', 'lua', {configPatches: [{applyTo: 'CLUSTER', match: {context: 'GATEWAY'}}]}),
    ],
    [
      'a filter of other pods',
      spec('EnvoyFilter', 'lua', {workloadSelector: {labels: {app: 'x'}}, configPatches: [{applyTo: 'CLUSTER'}]}),
    ],
    [
      'a filter that a waypoint runs',
      spec('WasmPlugin', 'limits', {
        url: 'oci://registry.test/x',
        targetRefs: [{group: '', kind: 'Service', name: 'jobs'}],
      }),
    ],
    ['a Sidecar that only limits', spec('Sidecar', 'own', {egress: [{hosts: ['./*']}]})],
    [
      'routes of gateways',
      spec('VirtualService', 'web', {
        hosts: ['web.example'],
        gateways: ['edge/web'],
        http: [{route: [{destination: {host: 'jobs'}}]}],
      }),
    ],
    ['a policy of ports', spec('AuthorizationPolicy', 'ports', {rules: [{to: [{operation: {ports: ['80']}}]}]})],
    ['a policy of clients', spec('AuthorizationPolicy', 'shop', {rules: [{from: [{source: {namespaces: ['shop']}}]}]})],
    [
      'a policy of pods that still have sidecars',
      spec('AuthorizationPolicy', 'old', {
        selector: {matchLabels: {'security.istio.io/tlsMode': 'istio'}},
        rules: [{to: [{operation: {methods: ['GET']}}]}],
      }),
    ],
    ['mutual TLS', spec('DestinationRule', 'jobs', {host: 'jobs', trafficPolicy: {tls: {mode: 'ISTIO_MUTUAL'}}})],
    [
      'a wildcard that is resolved when asked',
      spec('ServiceEntry', 'all', {hosts: ['*.example'], resolution: 'DYNAMIC_DNS'}),
    ],
    [
      'a control plane of its own',
      object(
        'MutatingWebhookConfiguration',
        'istio-sidecar-injector',
        {webhooks: [{name: 'x', clientConfig: {service: {name: 'istiod', namespace: 'istio-system'}}}]},
        '',
      ),
    ],
  ])('%s', (_, one) => {
    const {readiness, needs, files, steps} = audit('batch', one);
    expect({readiness, needs: textsOf(needs), files}).toEqual({readiness: 'READY', needs: [], files: []});
    expect(steps[0]?.command).toBe(
      'kubectl label namespace batch --overwrite istio.io/dataplane-mode=ambient istio.io/rev-',
    );
    expect(steps[0]?.undo).toBe(
      'kubectl label namespace batch --overwrite istio.io/rev=stable istio.io/dataplane-mode-',
    );
  });
});

describe('a waypoint is needed for', () => {
  const service = spec('Service', 'jobs', {selector: {app: 'jobs'}, ports: [{port: 80}]});
  test.each<[string, object, string]>([
    [
      'a route',
      spec('VirtualService', 'jobs', {hosts: ['jobs'], http: [{route: [{destination: {host: 'jobs'}}]}]}),
      'VirtualService batch/jobs: routes',
    ],
    [
      'a route of Gateway API',
      spec('HTTPRoute', 'jobs', {parentRefs: [{group: '', kind: 'Service', name: 'jobs', port: 80}]}),
      'HTTPRoute batch/jobs: routes of a Service',
    ],
    [
      'balancing',
      spec('DestinationRule', 'jobs', {
        host: 'jobs',
        trafficPolicy: {loadBalancer: {simple: 'RANDOM'}, tls: {mode: 'SIMPLE'}},
      }),
      'DestinationRule batch/jobs: loadBalancer, tls SIMPLE',
    ],
    [
      'tokens',
      spec('RequestAuthentication', 'jwt', {jwtRules: [{issuer: 'https://issuer.example'}]}),
      'RequestAuthentication batch/jwt: tokens -> Gateway/waypoint',
    ],
    [
      'an authorizer',
      spec('AuthorizationPolicy', 'ask', {action: 'CUSTOM', provider: {name: 'x'}, rules: [{}]}),
      'AuthorizationPolicy batch/ask: the action CUSTOM -> Gateway/waypoint',
    ],
    [
      'paths and headers',
      spec('AuthorizationPolicy', 'get', {
        selector: {matchLabels: {app: 'jobs'}},
        rules: [{to: [{operation: {paths: ['/x']}}], when: [{key: 'request.headers[x]', values: ['1']}]}],
      }),
      'AuthorizationPolicy batch/get: paths, request.headers[x] -> Service/jobs',
    ],
  ])('%s', (_, one, text) => {
    const {readiness, needs, blockers} = audit('batch', service, one);
    expect({readiness, needs: textsOf(needs), blockers}).toEqual({
      readiness: 'NEEDS WAYPOINT',
      needs: [text],
      blockers: [],
    });
  });
});

describe('a namespace is left out', () => {
  test.each<[string, string, object[]]>([
    [
      'where there are gateways alone',
      'legacy',
      [object('Deployment', 'edge', {spec: {template: GATEWAY_POD}}, 'legacy')],
    ],
    ['that has no sidecars', 'outside', []],
    ['of the control plane', 'istio-system', []],
  ])('%s', (_, namespace, objects) => {
    expect(() => audit(namespace, ...objects)).toThrow(`${namespace} is not in the mesh`);
  });
});
