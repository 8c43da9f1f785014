// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {answersTo, firstAnswer, gateway, line, MESH, TO_ORDERS} from '../answers.js';

const blocked = (fields: object = {}) =>
  line({
    ...TO_ORDERS,
    cluster: '-',
    upstream: '-',
    upstreamLocal: '-',
    code: 502,
    detail: 'direct_response',
    route: 'block_all',
    ...fields,
  });
const sidecar = (hosts: string, labels = 'app: web') => `
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: imports, namespace: front}
spec: {workloadSelector: {labels: {${labels}}}, egress: [{hosts: [${hosts}]}]}`;
const entry = (more: string) => `
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: outside, namespace: back}
spec: {hosts: [api.example.net], resolution: DNS, ports: [{number: 80, name: http, protocol: HTTP}]${more}}`;

describe('a host that the proxy does not know', () => {
  test.each<[why: string, objects: string, log: string, wanted: string]>([
    [
      'nothing has the host',
      MESH,
      blocked({authority: 'api.example.net', local: '192.0.2.7:80'}),
      'host-not-registered | ServiceEntry front/api-example-net spec.hosts',
    ],
    [
      'the Sidecar does not import it',
      MESH + sidecar('"./*"'),
      blocked(),
      'hidden-by-sidecar | Sidecar front/imports spec.egress[0].hosts',
    ],
    [
      'a Sidecar that imports it is innocent',
      MESH + sidecar('back/orders.back.svc.cluster.local'),
      blocked(),
      'unknown',
    ],
    ['a Sidecar for others is innocent', MESH + sidecar('"./*"', 'app: other'), blocked(), 'unknown'],
    [
      'the ServiceEntry is for its own namespace',
      MESH + entry(', exportTo: [.]'),
      blocked({authority: 'api.example.net', local: '192.0.2.7:80'}),
      'hidden-by-export | ServiceEntry back/outside spec.exportTo',
    ],
    [
      'the ServiceEntry lacks the port',
      MESH + entry(''),
      blocked({authority: 'api.example.net:8443', local: '192.0.2.7:8443'}),
      'port-not-declared | ServiceEntry back/outside spec.ports',
    ],
    [
      'the Service lacks the port',
      MESH,
      blocked({authority: 'orders.back:81', local: '10.96.0.10:81'}),
      'port-not-declared | Service back/orders spec.ports',
    ],
    [
      'a connection that is not HTTP, by its SNI',
      MESH,
      blocked({
        method: '-',
        path: '-',
        authority: '-',
        sni: 'api.example.net',
        local: '192.0.2.7:443',
        flags: 'UH',
        detail: '-',
        route: '-',
        code: 0,
        cluster: 'BlackHoleCluster',
      }),
      'host-not-registered | ServiceEntry front/api-example-net spec.hosts',
    ],
    [
      'the port of the ServiceEntry is one of TLS',
      MESH + entry('').replace('protocol: HTTP', 'protocol: TLS'),
      blocked({authority: 'api.example.net', local: '192.0.2.7:80'}),
      'port-protocol-wrong | ServiceEntry back/outside spec.ports[0].protocol',
    ],
  ])('%s', (_, objects, log, wanted) => {
    expect(firstAnswer({objects, log})).toBe(wanted);
  });

  test('what is outside and does not answer', () => {
    const log = blocked({
      authority: 'api.example.net',
      local: '192.0.2.7:80',
      cluster: 'PassthroughCluster',
      route: 'allow_any',
      code: 503,
      flags: 'UF',
      detail: 'upstream_reset_before_response_started{connection_timeout}',
      upstream: '192.0.2.7:80',
    });
    expect(firstAnswer({objects: MESH, log})).toBe('outside-unreachable');
  });
});

describe('a request that no log has', () => {
  const told = {request: 'https://www.example.org/items', to: 'edge.ingress:443', result: 'connection refused'};
  const way = `
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: www, namespace: front}
spec: {hosts: [www.example.org], gateways: [site], http: [{route: [{destination: {host: orders.back.svc.cluster.local}}]}]}`;

  test.each<[why: string, objects: string, wanted: string]>([
    ['no server on the port', gateway({hosts: '"*"'}) + way, 'no-listener | Gateway front/site spec.servers'],
    [
      'a selector that takes no pod',
      gateway({hosts: '"*"', port: 443, selector: 'edges'}) + way,
      'no-listener | Gateway front/site spec.selector',
    ],
    [
      'a Service without the port',
      gateway({hosts: '"*"'}).replace('{name: https, port: 443, targetPort: 8443}', '') + way,
      'service-without-port | Service ingress/edge spec.ports',
    ],
    [
      'a gateway that is not ready',
      gateway({hosts: '"*"', port: 443}).replace('"True"', '"False"') + way,
      'service-without-port | Pod ingress/edge-1 spec.template.spec.containers',
    ],
    ['a server on the port, so something else is it', gateway({hosts: '"*"', port: 443}) + way, 'unknown'],
  ])('%s', (_, objects, wanted) => {
    expect(firstAnswer({objects: `${MESH}---${objects}`, told})).toBe(wanted);
  });
});

describe('groups', () => {
  test('the same failure is one, the most harmful first, and what went well is none', () => {
    const good = line({...TO_ORDERS, code: 200, detail: 'via_upstream'});
    const gone = line({...TO_ORDERS, id: 'r-2', flags: 'DC', detail: 'downstream_remote_disconnect'});
    const lost = (path: string, id: string) =>
      line({...TO_ORDERS, path, id, cluster: '-', code: 404, flags: 'NR', detail: 'route_not_found'});
    const log = [good, gone, gone, gone, lost('/a/1', 'x1'), lost('/a/2', 'x2'), lost('/b', 'x3')].join('\n');
    const counts = answersTo({objects: MESH, log}).map(
      ({problem}) => `${problem.count} ${problem.entry.code} ${problem.entry.path}`,
    );
    expect(counts).toEqual(['2 404 /a/2', '3 0 /', '1 404 /b']);
  });

  test('a cause that needs what was not given is named as not judged', () => {
    const [answer] = answersTo({log: blocked()});
    expect(answer?.cause).toBeUndefined();
    expect(answer?.ruledOut.some(({why}) => why.includes('--config'))).toBe(true);
  });
});
