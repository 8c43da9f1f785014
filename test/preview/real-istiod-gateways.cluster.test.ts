// SPDX-License-Identifier: Apache-2.0
// What the preview says that a gateway gets, against what a real istiod sends it.
import {beforeAll, describe, expect, test} from 'vitest';
import {type Descriptors, loadDescriptors} from '../../src/envoy/proto/descriptors.js';
import {contextFor} from '../../src/preview/read/context.js';
import {previewOf} from '../../src/preview/resources.js';
import {routeNames} from '../../src/preview/routes/sidecar/routes.js';
import {ISTIOD_TIMEOUT, istiodBinary, whyNoIstiod} from '../istiod/binary.js';
import {istiodOfObjects} from '../istiod/istiod-of-objects.js';
import {comparable} from './comparable.js';
import {BASE, gateway, gatewayMesh, virtualService} from './gateways/mesh.js';

const LISTENER = 'envoy.config.listener.v3.Listener';
const ROUTES = 'envoy.config.route.v3.RouteConfiguration';

const RULE = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: cart, namespace: shop}
spec:
  host: cart.shop.svc.cluster.local
  trafficPolicy: {connectionPool: {tcp: {idleTimeout: 7s}}, loadBalancer: {consistentHash: {useSourceIp: true}}}
  subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}, trafficPolicy: {loadBalancer: {simple: RANDOM}}}]
---
`;
const to = (subset: string, weight = '') =>
  `{destination: {host: cart, subset: ${subset}, port: {number: 9000}}${weight}}`;
const https = (host: string, name: string, tls: string, protocol = 'HTTPS') =>
  `{port: {number: 443, name: ${name}, protocol: ${protocol}}, hosts: ["${host}"], tls: {${tls}}}`;

const MESHES: [string, string][] = [
  [
    'requests, with redirects, addresses and policies',
    gateway(
      'main',
      '{name: own, port: {number: 80, name: http, protocol: HTTP}, hosts: ["shop/*.example", "./b.example", "*/c.example"]}',
      '{port: {number: 80, name: old, protocol: HTTP2}, hosts: [old.example, a.example], tls: {httpsRedirect: true}}',
      '{bind: 10.9.9.9, port: {number: 80, name: bound, protocol: GRPC-WEB}, hosts: ["*"]}',
      '{port: {number: 80, name: tcp, protocol: TCP}, hosts: ["*"]}',
      https(
        'a.example',
        'a',
        'mode: SIMPLE, credentialName: a, minProtocolVersion: TLSV1_2, cipherSuites: [AES128-SHA, odd]',
      ),
      https('b.example', 'b', 'mode: MUTUAL, credentialNames: [a, b], subjectAltNames: [x]'),
      https('c.example', 'c', 'mode: OPTIONAL_MUTUAL, credentialName: a, caCertCredentialName: ca'),
      https('d.example', 'd', 'mode: ISTIO_MUTUAL'),
      https('e.example', 'e', 'mode: MUTUAL, serverCertificate: /c, privateKey: /k, caCertificates: /ca'),
      https('a.example', 'f', 'mode: SIMPLE, credentialName: a'),
    ) +
      virtualService('a', '[A.example, d.example]') +
      virtualService(
        'b',
        '["*.example"]',
        'http: [{match: [{uri: {prefix: /x}}, {uri: {exact: /y}, gateways: [gw/other]}], redirect: {authority: z}}, {route: [{destination: {host: cart}}]}]',
      ) +
      virtualService('c', '[b.example, c.example]'),
  ],
  [
    'connections',
    gateway(
      'main',
      '{port: {number: 3000, name: tcp, protocol: TCP}, hosts: ["*"]}',
      '{port: {number: 3001, name: mongo, protocol: MONGO}, hosts: ["m.example"]}',
      https('t.example', 't', 'mode: ISTIO_MUTUAL', 'TLS'),
      https('*.p.example', 'p', 'mode: PASSTHROUGH', 'TLS'),
      https('q.example', 'q', 'mode: PASSTHROUGH'),
      '{port: {number: 15443, name: auto, protocol: TLS}, hosts: ["*.shop.svc.cluster.local"], tls: {mode: AUTO_PASSTHROUGH}}',
    ) +
      RULE +
      virtualService(
        'a',
        '["*"]',
        `tcp: [{match: [{port: 3001}], route: [${to('v2')}]}, {route: [${to('v1', ', weight: 30')}, ${to('v2', ', weight: 70')}]}]`,
      ) +
      virtualService(
        'b',
        '[x.p.example, y.p.example, q.example]',
        `tls: [{match: [{sniHosts: [x.p.example]}, {sniHosts: [q.example], port: 1}], route: [${to('v1')}]}, {match: [{sniHosts: [x.p.example, y.p.example]}, {sniHosts: [q.example]}], route: [${to('v2')}]}]`,
      ),
  ],
  [
    'EnvoyFilters',
    gateway(
      'main',
      '{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}',
      https('a.example', 'a', 'mode: SIMPLE, credentialName: a'),
    ) +
      virtualService('a', '[a.example]') +
      `
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: own, namespace: gw}
spec:
  configPatches:
  - {applyTo: HTTP_FILTER, match: {context: GATEWAY, listener: {portNumber: 8080, filterChain: {filter: {name: envoy.filters.network.http_connection_manager, subFilter: {name: envoy.filters.http.fault}}}}}, patch: {operation: INSERT_AFTER, value: {name: own, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua, defaultSourceCode: {inline_string: x}}}}}
  - {applyTo: HTTP_FILTER, match: {listener: {filterChain: {sni: a.example, filter: {name: envoy.filters.network.http_connection_manager, subFilter: {name: envoy.filters.http.cors}}}}}, patch: {operation: REMOVE}}
  - {applyTo: NETWORK_FILTER, match: {context: GATEWAY, listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager}}}}, patch: {operation: MERGE, value: {typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager, xff_num_trusted_hops: 3, common_http_protocol_options: {idle_timeout: 30s}, upgrade_configs: [{upgrade_type: CONNECT}], use_remote_address: false}}}}
  - {applyTo: FILTER_CHAIN, match: {listener: {filterChain: {sni: a.example}}}, patch: {operation: MERGE, value: {transport_socket: {name: envoy.transport_sockets.tls, typed_config: {"@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext, common_tls_context: {alpn_protocols: [h3]}, full_scan_certs_on_sni_mismatch: true}}}}}
  - {applyTo: LISTENER, match: {context: GATEWAY, listener: {name: 0.0.0.0_8080}}, patch: {operation: MERGE, value: {per_connection_buffer_limit_bytes: 5, address: {socket_address: {port_value: 8081}}}}}
  - {applyTo: LISTENER_FILTER, match: {context: GATEWAY}, patch: {operation: INSERT_FIRST, value: {name: own}}}
  - {applyTo: LISTENER, patch: {operation: ADD, value: {name: new, address: {socket_address: {address: 1.2.3.4, port_value: 5}}}}}
  - {applyTo: ROUTE_CONFIGURATION, match: {context: GATEWAY, routeConfiguration: {portNumber: 80}}, patch: {operation: MERGE, value: {request_headers_to_remove: [x]}}}
  - {applyTo: ROUTE_CONFIGURATION, match: {context: GATEWAY, routeConfiguration: {portNumber: 443, portName: a, gateway: gw/main}}, patch: {operation: MERGE, value: {most_specific_header_mutations_wins: true}}}
  - {applyTo: VIRTUAL_HOST, match: {context: GATEWAY, routeConfiguration: {vhost: {domainName: a.example}}}, patch: {operation: MERGE, value: {domains: [b.example], cors: null}}}
  - {applyTo: HTTP_ROUTE, match: {context: GATEWAY, routeConfiguration: {vhost: {route: {action: ROUTE}}}}, patch: {operation: MERGE, value: {route: {timeout: 0.5s, retry_policy: {num_retries: 0, retry_host_predicate: [{name: own}]}}, metadata: {filter_metadata: {own: {a: 1}, istio: {b: c}}}}}}
  - {applyTo: HTTP_ROUTE, match: {context: GATEWAY}, patch: {operation: INSERT_BEFORE, value: {match: {prefix: /x}, direct_response: {status: 200}}}}
`,
  ],
  [
    'Gateway API',
    `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: gw}
spec:
  gatewayClassName: istio
  addresses: [{type: Hostname, value: ingress}]
  listeners:
  - {name: http, port: 80, protocol: HTTP, hostname: "*.example", allowedRoutes: {namespaces: {from: All}}}
  - {name: one, port: 80, protocol: HTTP, hostname: one.example, allowedRoutes: {namespaces: {from: All}}}
  - {name: tls, port: 443, protocol: TLS, tls: {mode: Passthrough}, allowedRoutes: {namespaces: {from: All}}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec:
  parentRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: web, namespace: gw}]
  hostnames: [one.example, two.example]
  rules:
  - matches: [{path: {type: PathPrefix, value: /old/}}, {path: {type: Exact, value: /one}, method: GET, headers: [{name: X-A, type: RegularExpression, value: a.*}]}]
    filters: [{type: RequestRedirect, requestRedirect: {scheme: https, statusCode: 301, path: {type: ReplacePrefixMatch, replacePrefixMatch: /new}}}]
  - matches: [{path: {type: PathPrefix, value: /}}]
    filters:
    - {type: URLRewrite, urlRewrite: {hostname: z.example, path: {type: ReplaceFullPath, replaceFullPath: /all}}}
    - {type: CORS, cors: {allowOrigins: ["*", "https://*.example"], allowMethods: [GET], maxAge: 5}}
    - {type: RequestMirror, requestMirror: {backendRef: {group: "", kind: Service, name: cart, port: 9000, weight: 1}, percent: 20}}
    timeouts: {request: 3s, backendRequest: 1s}
    backendRefs: [{group: "", kind: Service, name: cart, port: 9000, weight: 3}, {group: "", kind: Service, name: gone, port: 9000, weight: 1}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: rpc, namespace: shop}
spec:
  parentRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: web, namespace: gw, sectionName: http}]
  hostnames: [two.example]
  rules: [{matches: [{method: {type: Exact, service: shop.Cart}}], backendRefs: [{group: "", kind: Service, name: cart, port: 9000, weight: 1}]}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: TLSRoute
metadata: {name: tls, namespace: shop}
spec:
  parentRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: web, namespace: gw}]
  hostnames: [t.example]
  rules: [{backendRefs: [{group: "", kind: Service, name: cart, port: 9000, weight: 1}]}]
`,
  ],
];

const missing = whyNoIstiod();

describe.skipIf(missing !== undefined)(`a real istiod${missing === undefined ? '' : ` (${missing})`}`, () => {
  let descriptors: Descriptors;
  beforeAll(async () => {
    descriptors = await loadDescriptors();
    await istiodBinary();
  }, ISTIOD_TIMEOUT);

  test.each(MESHES)('sends the listeners and routes that the preview has: %s', async (_, objects) => {
    const mesh = gatewayMesh(objects);
    const [pod] = mesh.pods;
    if (!pod) throw new Error('no pod');
    const {resources} = await previewOf(pod, mesh);
    const istiod = await istiodOfObjects(`${BASE}---\n${objects.replace(/---\s*$/, '')}`, descriptors);
    try {
      const {proxy} = contextFor(pod, mesh).context;
      const asking = {...proxy, address: '10.1.0.1', trustDomain: mesh.settings.trustDomain};
      const listeners = await istiod.resources(asking, LISTENER);
      expect(byName(comparable(resources.listeners))).toEqual(byName(comparable(listeners)));
      const names = [...new Set(resources.listeners.flatMap(routeNames))];
      const routes = names.length > 0 ? await istiod.resources(asking, ROUTES, names) : [];
      expect(byName(comparable(resources.routes))).toEqual(byName(comparable(routes)));
    } finally {
      await istiod.stop();
    }
  });
});

/** A client beside the cart, whose VirtualService is older than the routes of Gateway API. */
const CLIENT = `
apiVersion: v1
kind: Pod
metadata: {name: client, namespace: NAMESPACE, labels: {app: client}}
spec: {containers: [{name: app}]}
status: {podIP: 10.1.0.2, conditions: [{type: Ready, status: "True"}]}
---
apiVersion: v1
kind: Service
metadata: {name: rpc, namespace: shop}
spec: {clusterIP: 10.0.0.3, ports: [{name: grpc, port: 9000, protocol: TCP}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: own, namespace: shop}
spec: {hosts: [cart], http: [{timeout: 7s, route: [{destination: {host: cart}}]}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec:
  parentRefs: [{group: "", kind: Service, name: cart}]
  rules: [{matches: [{path: {type: PathPrefix, value: /a}}], backendRefs: [{group: "", kind: Service, name: rpc, port: 9000, weight: 1}]}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: rpc, namespace: shop}
spec:
  parentRefs: [{group: "", kind: Service, name: rpc, port: 9000}]
  rules: [{matches: [{method: {type: Exact, service: shop.Cart, method: Add}}], backendRefs: [{group: "", kind: Service, name: cart, port: 9000, weight: 1}]}]
`;

describe.skipIf(missing !== undefined)('a real istiod, for clients in the mesh', () => {
  test.each(['shop', 'other'])(
    'sends the routes of Gateway API that the preview has: namespace %s',
    async (namespace) => {
      const objects = CLIENT.replace('NAMESPACE', namespace);
      const mesh = gatewayMesh(objects);
      const pod = mesh.pods.find(({name}) => name === 'client') ?? expect.fail('no pod');
      const {resources} = await previewOf(pod, mesh);
      const istiod = await istiodOfObjects(`${BASE}---\n${objects}`, await loadDescriptors());
      try {
        const {proxy} = contextFor(pod, mesh).context;
        const asking = {...proxy, address: '10.1.0.2', trustDomain: mesh.settings.trustDomain};
        const names = [...new Set(resources.listeners.flatMap(routeNames))];
        const routes = await istiod.resources(asking, ROUTES, names);
        expect(byName(comparable(resources.routes))).toEqual(byName(comparable(routes)));
      } finally {
        await istiod.stop();
      }
    },
  );
});

function byName(list: unknown): unknown[] {
  if (!Array.isArray(list)) throw new Error('no list');
  const key = (one: unknown) => JSON.stringify(one, ['name']);
  return list.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
