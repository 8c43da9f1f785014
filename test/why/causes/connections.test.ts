// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {AT_ORDERS, firstAnswer, line, MESH, pod, TO_ORDERS} from '../answers.js';

const istio = (kind: string, name: string, spec: string, namespace = 'back') => `
---
apiVersion: ${kind.includes('Authentication') ? 'security' : 'networking'}.istio.io/v1
kind: ${kind}
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}`;

const WRONG_VERSION = 'TLS_error:|268435703:SSL_routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end';
const tlsFailure = (words = WRONG_VERSION) =>
  line({
    ...TO_ORDERS,
    upstreamLocal: '-',
    code: 503,
    flags: 'URX,UF',
    detail: `upstream_reset_before_response_started{remote_connection_failure|${words}}`,
    failure: words,
  });
const BARE = MESH.replace(
  '\n  initContainers: [{name: istio-proxy, args: [proxy, sidecar], restartPolicy: Always}]\nstatus: {phase: Running, podIP: 10.1.0.20',
  '\nstatus: {phase: Running, podIP: 10.1.0.20',
);
const refusedByPod = (port = 8000) =>
  [
    line({...TO_ORDERS, code: 503, detail: 'via_upstream', upstream: `10.1.0.20:${port}`}),
    line({
      ...AT_ORDERS,
      cluster: `inbound|${port}||`,
      local: `10.1.0.20:${port}`,
      upstream: `10.1.0.20:${port}`,
      code: 503,
      flags: 'URX,UF',
      failure: 'delayed_connect_error:_Connection_refused',
      detail:
        'upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_Connection_refused}',
    }),
  ].join('\n');

describe('TLS between client and server', () => {
  test.each<[why: string, objects: string, log: string, wanted: string]>([
    [
      'mutual TLS to a pod without a sidecar',
      BARE + istio('DestinationRule', 'orders-tls', '{host: orders, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}'),
      tlsFailure(),
      'tls-to-plain-server | DestinationRule back/orders-tls spec.trafficPolicy.tls.mode',
    ],
    [
      'TLS of a DestinationRule to a plain port',
      MESH +
        istio(
          'DestinationRule',
          'orders-tls',
          '{host: orders, trafficPolicy: {portLevelSettings: [{port: {number: 80}, tls: {mode: SIMPLE}}]}}',
        ),
      tlsFailure(),
      'tls-to-plain-server | DestinationRule back/orders-tls spec.trafficPolicy.portLevelSettings[0].tls.mode',
    ],
    [
      'no DestinationRule, and the pod has lost its sidecar',
      BARE,
      tlsFailure(),
      'tls-to-plain-server | Deployment back/orders spec.template.metadata.labels',
    ],
    [
      'a DestinationRule for another host is innocent',
      BARE + istio('DestinationRule', 'other', '{host: others, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}'),
      tlsFailure(),
      'tls-to-plain-server | Deployment back/orders spec.template.metadata.labels',
    ],
    [
      'a name that the certificate does not have',
      MESH +
        istio(
          'DestinationRule',
          'orders-tls',
          '{host: orders, trafficPolicy: {tls: {mode: MUTUAL, subjectAltNames: [orders.example.org]}}}',
        ),
      tlsFailure(
        'TLS_error:|268435581:SSL_routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:verify_cert_failed:_SAN_matcher:TLS_error_end',
      ),
      'certificate-refused | DestinationRule back/orders-tls spec.trafficPolicy.tls.subjectAltNames',
    ],
    [
      'an authority that is not trusted',
      MESH +
        istio(
          'DestinationRule',
          'orders-tls',
          '{host: orders, trafficPolicy: {tls: {mode: SIMPLE, caCertificates: /ca.pem}}}',
        ),
      tlsFailure('TLS_error:|268435581:SSL_routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:TLS_error_end'),
      'certificate-refused | DestinationRule back/orders-tls spec.trafficPolicy.tls.caCertificates',
    ],
  ])('%s', (_, objects, log, wanted) => {
    expect(firstAnswer({objects, log})).toBe(wanted);
  });

  const strict = istio('PeerAuthentication', 'strict', '{mtls: {mode: STRICT}}');
  const cut = [
    line({
      ...TO_ORDERS,
      code: 503,
      flags: 'UC',
      detail: 'upstream_reset_before_response_started{connection_termination}',
    }),
    line({
      method: '-',
      path: '-',
      flags: 'NR',
      detail: 'filter_chain_not_found',
      local: '10.1.0.20:8000',
      remote: '10.1.0.10:41000',
    }),
  ].join('\n');

  test('plain text of a DestinationRule to a server that is STRICT', () => {
    const disable = istio('DestinationRule', 'orders-tls', '{host: orders, trafficPolicy: {tls: {mode: DISABLE}}}');
    expect(firstAnswer({objects: MESH + strict + disable, log: cut})).toBe(
      'plain-to-strict-server | DestinationRule back/orders-tls spec.trafficPolicy.tls.mode',
    );
  });

  test('a client without a sidecar', () => {
    const bare = pod({name: 'job-1', namespace: 'front', app: 'job', ip: '10.1.0.50', hash: '1', bare: true});
    const log = line({
      method: '-',
      path: '-',
      flags: 'NR',
      detail: 'filter_chain_not_found',
      local: '10.1.0.20:8000',
      remote: '10.1.0.50:4000',
    });
    expect(firstAnswer({objects: `${MESH}${strict}\n---\n${bare}`, log})).toBe(
      'plain-to-strict-server | PeerAuthentication back/strict spec.mtls.mode',
    );
    const permissive = strict.replace('STRICT', 'PERMISSIVE');
    expect(firstAnswer({objects: `${MESH}${permissive}\n---\n${bare}`, log})).toBe('unknown');
    const port = istio(
      'PeerAuthentication',
      'own',
      '{selector: {matchLabels: {app: orders}}, portLevelMtls: {8000: {mode: PERMISSIVE}}}',
    );
    expect(firstAnswer({objects: `${MESH}${strict}${port}\n---\n${bare}`, log})).toBe('unknown');
  });
});

describe('a connection that is refused or not answered', () => {
  test.each<[why: string, objects: string, log: string, wanted: string]>([
    [
      'targetPort where nothing listens',
      MESH.replace('targetPort: 8000', 'targetPort: 8001'),
      refusedByPod(8001),
      'target-port-wrong | Service back/orders spec.ports[0].targetPort',
    ],
    [
      'an application that listens on the loopback address',
      MESH.replace('{name: orders, ports:', '{name: orders, args: ["--bind", "127.0.0.1:8000"], ports:'),
      refusedByPod(),
      'not-listening | Deployment back/orders spec.template.spec.containers',
    ],
    [
      'an application that does not listen',
      MESH,
      refusedByPod(),
      'not-listening | Deployment back/orders (the application)',
    ],
    [
      'containers that list no ports: either may be wrong',
      MESH.replace(', ports: [{containerPort: 8000}]}', '}'),
      refusedByPod(),
      'unknown',
    ],
  ])('%s', (_, objects, log, wanted) => {
    expect(firstAnswer({objects, log})).toBe(wanted);
  });

  const late = line({
    ...TO_ORDERS,
    upstreamLocal: '-',
    code: 503,
    flags: 'URX,UF',
    detail: 'upstream_reset_before_response_started{connection_timeout}',
  });
  const policy = (from: string) =>
    `${MESH}\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: own, namespace: back}\nspec: {podSelector: {}, policyTypes: [Ingress], ingress: [{from: [${from}]}]}`;

  test('a NetworkPolicy, and one that lets the client through', () => {
    expect(firstAnswer({objects: policy('{podSelector: {}}'), log: late})).toBe(
      'blocked-by-network-policy | NetworkPolicy back/own spec.ingress',
    );
    expect(
      firstAnswer({
        objects: policy('{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: front}}}').replace(
          '{name: front, labels: {',
          '{name: front, labels: {kubernetes.io/metadata.name: front, ',
        ),
        log: late,
      }),
    ).toBe('unknown');
  });

  test('a connectTimeout', () => {
    const objects =
      MESH +
      istio(
        'DestinationRule',
        'pool',
        '{host: orders, trafficPolicy: {connectionPool: {tcp: {connectTimeout: 10ms}}}}',
      );
    expect(firstAnswer({objects, log: late})).toBe(
      'connect-timeout | DestinationRule back/pool spec.trafficPolicy.connectionPool.tcp.connectTimeout',
    );
  });

  test('a limit, of the subset or port that it is for', () => {
    const full = line({
      ...TO_ORDERS,
      upstream: '-',
      upstreamLocal: '-',
      code: 503,
      flags: 'UO',
      detail: 'upstream_reset_before_response_started{overflow}',
    });
    const objects = (pool: string) => MESH + istio('DestinationRule', 'pool', `{host: orders, trafficPolicy: ${pool}}`);
    expect(firstAnswer({objects: objects('{connectionPool: {http: {http2MaxRequests: 1}}}'), log: full})).toBe(
      'circuit-breaker | DestinationRule back/pool spec.trafficPolicy.connectionPool',
    );
    expect(
      firstAnswer({
        objects: objects('{portLevelSettings: [{port: {number: 80}, connectionPool: {tcp: {maxConnections: 1}}}]}'),
        log: full,
      }),
    ).toBe('circuit-breaker | DestinationRule back/pool spec.trafficPolicy.portLevelSettings[0].connectionPool');
    expect(firstAnswer({objects: objects('{tls: {mode: ISTIO_MUTUAL}}'), log: full})).toBe('unknown');
  });

  test('the server closes, the client leaves', () => {
    const closed = line({
      ...AT_ORDERS,
      code: 503,
      flags: 'UC',
      detail: 'upstream_reset_before_response_started{connection_termination}',
    });
    expect(firstAnswer({objects: MESH, log: closed})).toBe('server-closes | Deployment back/orders (the application)');
    const left = line({...TO_ORDERS, flags: 'DC', detail: 'downstream_remote_disconnect', duration: 500});
    expect(firstAnswer({objects: MESH, log: left})).toBe(
      "client-gave-up | Deployment front/web (the client's own timeout)",
    );
  });

  test('the address of a ServiceEntry', () => {
    const objects =
      MESH +
      istio(
        'ServiceEntry',
        'outside',
        '{hosts: [api.example.net], resolution: STATIC, endpoints: [{address: 192.0.2.8}], ports: [{number: 80, name: http, protocol: HTTP}]}',
      );
    const log = line({
      ...TO_ORDERS,
      authority: 'api.example.net',
      cluster: 'outbound|80||api.example.net',
      upstream: '192.0.2.8:80',
      upstreamLocal: '-',
      code: 503,
      flags: 'URX,UF',
      failure: 'delayed_connect_error:_No_route_to_host',
      detail:
        'upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_No_route_to_host}',
    });
    expect(firstAnswer({objects, log})).toBe(
      'entry-address-wrong | ServiceEntry back/outside spec.endpoints[0].address',
    );
  });

  test('a PeerAuthentication that forbids TLS, and the DestinationRule that asks for it', () => {
    const objects =
      MESH +
      istio('DestinationRule', 'orders-tls', '{host: orders, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}') +
      istio('PeerAuthentication', 'plain', '{mtls: {mode: DISABLE}}');
    expect(firstAnswer({objects, log: tlsFailure()})).toBe(
      'tls-to-plain-server | DestinationRule back/orders-tls spec.trafficPolicy.tls.mode | PeerAuthentication back/plain spec.mtls.mode',
    );
  });
});
