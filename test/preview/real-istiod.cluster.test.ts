// SPDX-License-Identifier: Apache-2.0
// What the preview says that a sidecar takes for its workload, against what a real istiod sends it.
import {beforeAll, describe, expect, test} from 'vitest';
import {type Descriptors, loadDescriptors} from '../../src/envoy/proto/descriptors.js';
import {inboundListeners} from '../../src/preview/listeners/inbound/listeners.js';
import {ISTIOD_TIMEOUT, istiodBinary, whyNoIstiod} from '../istiod/binary.js';
import {istiodOfObjects} from '../istiod/istiod-of-objects.js';
import {comparable} from './comparable.js';
import {
  meshSettings,
  networking,
  security,
  service,
  telemetry,
  type WorkloadOptions,
  workloadContext,
  workloadMesh,
} from './sidecar-context.js';

const LISTENER = 'envoy.config.listener.v3.Listener';

const PORTS = 'http:80 tcp:81 grpc:82 grpc-web:83 auto:84 mongo:85 https:86 redis:87 http2:90';
const AUTHZ = 'authz.pay.svc.cluster.local';
const PROVIDERS = `
extensionProviders:
- {name: grpc, envoyExtAuthzGrpc: {service: ${AUTHZ}, port: 9000, timeout: 1m, statusOnError: '503', includeRequestBodyInCheck: {maxRequestBytes: 10, packAsBytes: true}}}
- {name: http, envoyExtAuthzHttp: {service: pay/${AUTHZ}, port: 8000, pathPrefix: /c, includeHeadersInCheck: [x-*, '*-y', z], includeAdditionalHeadersInCheck: {b: '2', a: '1'}, headersToUpstreamOnAllow: [u], failOpen: true}}
- {name: json, envoyFileAccessLog: {path: /log, logFormat: {labels: {a: '%PATH%', b: {c: [d, true]}}}, omitEmptyValues: true}}
- {name: text, envoyFileAccessLog: {path: /dev/stderr, logFormat: {text: '%REQ_WITHOUT_QUERY(:PATH)%'}}}
- {name: als, envoyHttpAls: {service: ${AUTHZ}, port: 9000, logName: own, filterStateObjectsToLog: [s]}}
- {name: otel, envoyOtelAls: {service: ${AUTHZ}, port: 9000, logFormat: {labels: {z: '1', a: '%REQ_WITHOUT_QUERY(:PATH)%'}}}}
- {name: zipkin, zipkin: {service: ${AUTHZ}, port: 8000, maxTagLength: 5, headers: [{name: k, value: v}], traceContextOption: USE_B3_WITH_W3C_PROPAGATION}}
- {name: traces, opentelemetry: {service: ${AUTHZ}, port: 8000, http: {path: /v1/t, timeout: 3s}, resourceDetectors: {environment: {}}}}
`;
const OTHERS = [namespaceNamed('istio-system'), namespaceNamed('shop'), namespaceNamed('pay')];
const SERVICES = [
  service('workload', PORTS),
  service('authz', 'grpc:9000 http:8000', {namespace: 'pay', clusterIP: '10.96.0.2'}),
];
const WORKLOAD: WorkloadOptions = {labels: {app: 'workload', 'app.kubernetes.io/name': 'cart'}};

const policy = (name: string, spec: string, namespace?: string) =>
  security('AuthorizationPolicy', name, spec, namespace);
const peer = (name: string, spec: string, namespace?: string) => security('PeerAuthentication', name, spec, namespace);

function namespaceNamed(name: string): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`;
}

const MESHES: [string, WorkloadOptions, string[]][] = [
  ['nothing said', WORKLOAD, []],
  [
    'every kind of source, operation and condition, two trust domains',
    WORKLOAD,
    [
      meshSettings('{trustDomain: td, trustDomainAliases: [old]}'),
      policy(
        'allow',
        `{rules: [{from: [
          {source: {principals: [td/ns/a/sa/b, cluster.local/ns/a/sa/*, '*', '*/sa/x'], notPrincipals: [old/ns/q/sa/r], requestPrincipals: ['*', a/b, 'c*', '*d', e/*, '*/f'], namespaces: [a, 'b-*'], remoteIpBlocks: ['2001:db8::/32']}},
          {source: {serviceAccounts: [sa, other/sa.x], notIpBlocks: [10.0.0.1]}}, {source: {trustDomains: [td, '*', 'f*', other]}}],
          to: [{operation: {hosts: [a, '*b', 'c*'], notMethods: [GET], paths: [/a, '/b*', '*/c', '/v/{*}/x', '/z/{**}'], ports: ['80']}}],
          when: [{key: 'request.headers[X-A]', values: [a, '*'], notValues: [d]}, {key: 'request.auth.claims[a][b.c]', values: [x, 'z*']}, {key: destination.ip, values: [10.0.0.0/24]},
          {key: connection.sni, values: ['*.x']}, {key: source.principal, values: [td/ns/u/sa/v]}, {key: 'experimental.envoy.filters.network.mysql_proxy[db]', values: ['[v]', w]}]}]}`,
      ),
      policy(
        'deny',
        '{action: DENY, rules: [{to: [{operation: {methods: [GET], ports: ["80"]}}]}, {from: [{source: {requestPrincipals: [a]}}]}]}',
      ),
      policy('audit', '{action: AUDIT, rules: [{to: [{operation: {paths: [/x]}}]}]}', 'istio-system'),
      policy('never', '{}'),
    ],
  ],
  [
    'a provider asked by gRPC',
    WORKLOAD,
    [
      meshSettings(PROVIDERS),
      policy('a', '{action: CUSTOM, provider: {name: grpc}, rules: [{to: [{operation: {paths: [/a]}}]}]}'),
    ],
  ],
  [
    'a provider asked by HTTP',
    WORKLOAD,
    [meshSettings(PROVIDERS), policy('a', '{action: CUSTOM, provider: {name: http}, rules: [{}]}')],
  ],
  [
    'tokens of several issuers, modes of single ports',
    WORKLOAD,
    [
      security(
        'RequestAuthentication',
        'a',
        `{jwtRules: [{issuer: z, jwks: '{}', audiences: [a], fromHeaders: [{name: h, prefix: 'p '}], fromCookies: [c], outputPayloadToHeader: o, outputClaimToHeaders: [{header: x, claim: w}], forwardOriginalToken: true, spaceDelimitedClaims: [roles]}, {issuer: b, jwks: '{}'}]}`,
      ),
      peer(
        'ports',
        '{selector: {matchLabels: {app: workload}}, mtls: {mode: STRICT}, portLevelMtls: {80: {mode: DISABLE}, 81: {mode: PERMISSIVE}, 84: {mode: UNSET}, 9999: {mode: DISABLE}}}',
      ),
    ],
  ],
  [
    'no mutual TLS, logs of the mesh, headers',
    WORKLOAD,
    [
      meshSettings(
        "{accessLogFile: /l, accessLogFormat: '%PATH%', enableEnvoyAccessLogService: true, inboundClusterStatName: '%SERVICE%_%SERVICE_PORT_NAME%', protocolDetectionTimeout: 100ms, pathNormalization: {normalization: DECODE_AND_MERGE_SLASHES}, defaultConfig: {proxyHeaders: {forwardedClientCert: SANITIZE_SET, requestId: {disabled: true}, server: {value: me}, envoyDebugHeaders: {disabled: true}, xForwardedPort: {enabled: true}, preserveHttp1HeaderCase: true}}}",
      ),
      peer('none', '{mtls: {mode: DISABLE}}', 'istio-system'),
    ],
  ],
  [
    'logs and spans by Telemetries',
    WORKLOAD,
    [
      meshSettings(`${PROVIDERS}\ndefaultProviders: {tracing: [zipkin], metrics: [prometheus]}`),
      telemetry(
        'root',
        '{accessLogging: [{providers: [{name: json}], match: {mode: CLIENT}}, {providers: [{name: otel}, {name: als}]}], tracing: [{randomSamplingPercentage: 0, customTags: {a: {formatter: {value: "%PATH%"}}, b: {environment: {name: B}}}}]}',
        'istio-system',
      ),
      telemetry(
        'own',
        '{accessLogging: [{providers: [{name: text}, {name: otel}], filter: {expression: response.code >= 400}}], tracing: [{providers: [{name: traces}], useRequestIdForTraceSampling: false}]}',
      ),
    ],
  ],
  ...['REDIRECT', 'TPROXY', 'NONE'].map((mode): [string, WorkloadOptions, string[]] => [
    `a Sidecar with listeners of its own, interception ${mode}`,
    {...WORKLOAD, annotations: {'sidecar.istio.io/interceptionMode': mode}},
    [
      meshSettings('accessLogFile: /l'),
      networking(
        'Sidecar',
        'own',
        '{ingress: [{port: {number: 9999, protocol: HTTP, name: i}, defaultEndpoint: "127.0.0.1:8080"}, {port: {number: 9998, protocol: TCP, name: j}, bind: 0.0.0.0, captureMode: NONE, defaultEndpoint: "0.0.0.0:81"}, {port: {number: 9997, protocol: GRPC, name: k}, bind: 10.9.9.9, captureMode: IPTABLES}]}',
      ),
    ],
  ]),
];

const missing = whyNoIstiod();

describe.skipIf(missing !== undefined)(`a real istiod${missing === undefined ? '' : ` (${missing})`}`, () => {
  let descriptors: Descriptors;
  beforeAll(async () => {
    descriptors = await loadDescriptors();
    await istiodBinary();
  }, ISTIOD_TIMEOUT);

  test.each(MESHES)('sends the inbound listeners that the preview has: %s', async (_, options, objects) => {
    const all = [...OTHERS, ...SERVICES, ...objects];
    const context = workloadContext(options, ...all);
    const istiod = await istiodOfObjects(workloadMesh(options, ...all), descriptors);
    try {
      const {proxy, mesh} = context;
      const asking = {...proxy, address: '10.1.0.1', trustDomain: mesh.settings.trustDomain};
      const sent = await istiod.resources(asking, LISTENER);
      const inbound = sent.filter(
        (listener) => 'trafficDirection' in listener && listener.trafficDirection === 'INBOUND',
      );
      expect(comparable(inboundListeners(context))).toEqual(comparable(inbound));
    } finally {
      await istiod.stop();
    }
  });
});
