// SPDX-License-Identifier: Apache-2.0

import {connectionPool} from './destination-rules.js';
import {type KubeObject, object} from './place.js';
import {policies} from './policies.js';
import type {Random} from './random.js';
import {telemetry} from './telemetry.js';

const AUTHZ = 'authz.shared.svc.cluster.local';

const PROVIDERS = [
  {name: 'authz-grpc', envoyExtAuthzGrpc: {service: AUTHZ, port: 9000, timeout: '2s'}},
  {
    name: 'authz-grpc-body',
    envoyExtAuthzGrpc: {
      service: `shared/${AUTHZ}`,
      port: 9000,
      failOpen: true,
      clearRouteCache: true,
      statusOnError: '503',
      includeRequestBodyInCheck: {maxRequestBytes: 10, allowPartialMessage: true, packAsBytes: true},
    },
  },
  {
    name: 'authz-http',
    envoyExtAuthzHttp: {
      service: AUTHZ,
      port: 8000,
      includeRequestHeadersInCheck: ['x-a'],
      headersToUpstreamOnAllow: ['x-b'],
    },
  },
  {
    name: 'authz-http-path',
    envoyExtAuthzHttp: {
      service: AUTHZ,
      port: 8000,
      timeout: '1s',
      pathPrefix: '/check',
      failOpen: true,
      clearRouteCache: true,
      statusOnError: '502',
      includeHeadersInCheck: ['x-*', '*-y', 'z'],
      includeAdditionalHeadersInCheck: {b: '2', a: '1'},
      headersToDownstreamOnDeny: ['set-cookie'],
      headersToDownstreamOnAllow: ['x-c'],
      includeRequestBodyInCheck: {maxRequestBytes: 10},
    },
  },
  {
    name: 'json-log',
    envoyFileAccessLog: {path: '/dev/stdout', logFormat: {labels: {path: '%PATH%', code: '%RESPONSE_CODE%'}}},
  },
  {name: 'otel-log', envoyOtelAls: {service: AUTHZ, port: 9000}},
  {name: 'text-log', envoyFileAccessLog: {path: '/log', logFormat: {text: '%REQ(:PATH)%'}, omitEmptyValues: true}},
  {name: 'http-als', envoyHttpAls: {service: AUTHZ, port: 9000, logName: 'own', filterStateObjectsToLog: ['s']}},
  {name: 'tcp-als', envoyTcpAls: {service: AUTHZ, port: 9000}},
  {
    name: 'otel-log-format',
    envoyOtelAls: {service: AUTHZ, port: 9000, logName: 'own', logFormat: {text: 'x', labels: {z: '1', a: '%PATH%'}}},
  },
  {name: 'zipkin', zipkin: {service: AUTHZ, port: 8000}},
  {
    name: 'zipkin-path',
    zipkin: {
      service: AUTHZ,
      port: 8000,
      path: '/api',
      maxTagLength: 5,
      enable64bitTraceId: true,
      headers: [{name: 'k', value: 'v'}],
      timeout: '2s',
      traceContextOption: 'USE_B3_WITH_W3C_PROPAGATION',
    },
  },
  {name: 'otel-trace', opentelemetry: {service: AUTHZ, port: 9000}},
  {
    name: 'otel-http',
    opentelemetry: {
      service: AUTHZ,
      port: 8000,
      maxTagLength: 9,
      http: {path: '/v1/t', timeout: '3s', headers: [{name: 'k', value: 'v'}]},
      resourceDetectors: {environment: {}},
    },
  },
];

/** Returns what all meshes of a world have in common: settings, nodes, the provider of extensions, objects of the root namespace. */
export function sharedObjects(random: Random): KubeObject[] {
  const place = {random, index: 0, namespaces: ['istio-system'], gatewayNamespace: 'istio-system', hosts: []};
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {name: 'istio', namespace: 'istio-system'},
      data: {mesh: JSON.stringify(meshConfig(random))},
    },
    ...['istio-system', 'shared'].map((name) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {name, labels: {'kubernetes.io/metadata.name': name}},
    })),
    ...[
      ['eu-1', 'eu-1a'],
      ['eu-1', 'eu-1b'],
      ['us-1', 'us-1a'],
    ].map(([region, zone], n) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name: `node-${n}`,
        labels: {'topology.kubernetes.io/region': region, 'topology.kubernetes.io/zone': zone},
      },
    })),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {name: 'authz', namespace: 'shared'},
      spec: {
        clusterIP: '10.97.0.1',
        ports: [
          {name: 'grpc', port: 9000, targetPort: 9000, protocol: 'TCP'},
          {name: 'http', port: 8000, targetPort: 8000, protocol: 'TCP'},
        ],
      },
    },
    ...(random.chance(30) ? policies(place) : []),
    ...(random.chance(30)
      ? [
          object('networking', 'DestinationRule', 'all', 'istio-system', {
            host: random.one('*.local', '*.svc.cluster.local', '*.example', '*'),
            trafficPolicy: {
              connectionPool: {tcp: {maxConnections: 8}},
              ...random.fields(50, {
                tls: {mode: random.one('ISTIO_MUTUAL', 'DISABLE')},
                connectionPool: () => connectionPool(random),
                loadBalancer: {simple: 'RANDOM'},
              }),
            },
          }),
        ]
      : []),
    ...(random.chance(40) ? [object('telemetry', 'Telemetry', 'mesh', 'istio-system', telemetry(random))] : []),
    ...(random.chance(15)
      ? [
          object('networking', 'Sidecar', 'default', 'istio-system', {
            egress: [{hosts: random.one(['./*', 'shared/*'], ['*/*'])}],
          }),
        ]
      : []),
  ];
}

function meshConfig(random: Random): object {
  return {
    extensionProviders: PROVIDERS,
    defaultProviders: random.fields(60, {metrics: ['prometheus'], accessLogging: ['envoy'], tracing: ['zipkin']}),
    ...random.fields(14, {
      accessLogFile: '/dev/stdout',
      accessLogEncoding: random.one('JSON', 'TEXT'),
      enableEnvoyAccessLogService: true,
      disableEnvoyListenerLog: true,
      enableTracing: true,
      proxyListenPort: 15111,
      proxyInboundListenPort: 15116,
      accessLogFormat: '[%START_TIME%] %PATH%\n',
      enableAutoMtls: false,
      trustDomain: 'corp.example',
      trustDomainAliases: ['old.example'],
      outboundTrafficPolicy: {mode: random.one('REGISTRY_ONLY', 'REGISTRY_ONLY', 'ALLOW_ANY')},
      defaultHttpRetryPolicy: random.one<object>(
        {attempts: 4, retryOn: '503'},
        {attempts: 0},
        {
          attempts: 1,
          perTryTimeout: '2s',
          retryRemoteLocalities: true,
          backoff: '30ms',
          retryIgnorePreviousHosts: false,
        },
      ),
      pathNormalization: {normalization: random.one('NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES')},
      protocolDetectionTimeout: '200ms',
      connectTimeout: '4s',
      tcpKeepalive: {time: '10s', interval: '5s', probes: 2},
      localityLbSetting: random.one<object>(
        {enabled: false},
        {failover: [{from: 'eu-1', to: 'us-1'}]},
        {distribute: [{from: 'eu-1/*', to: {'eu-1/*': 70, 'us-1/*': 30}}]},
        {enabled: true},
        {failoverPriority: ['version', 'topology.kubernetes.io/zone']},
      ),
      defaultServiceExportTo: ['.'],
      defaultDestinationRuleExportTo: ['.'],
      ingressControllerMode: 'OFF',
      enablePrometheusMerge: false,
      h2UpgradePolicy: random.one('UPGRADE', 'DO_NOT_UPGRADE'),
      verifyCertificateAtClient: false,
      inboundTrafficPolicy: {mode: 'LOCALHOST'},
      hboneIdleTimeout: '5s',
      meshMTLS: random.one<object>(
        {minProtocolVersion: 'TLSV1_3'},
        {minProtocolVersion: 'TLSV1_2', cipherSuites: ['ECDHE-RSA-AES128-GCM-SHA256']},
      ),
      tlsDefaults: {
        minProtocolVersion: random.one('TLSV1_2', 'TLSV1_3'),
        ecdhCurves: ['P-256', 'P-384'],
        cipherSuites: ['ECDHE-RSA-AES128-GCM-SHA256'],
      },
      serviceSettings: [{settings: {clusterLocal: true}, hosts: ['*.shared.svc.cluster.local']}],
      outboundClusterStatName: '%SERVICE%_%SERVICE_PORT_NAME%',
      inboundClusterStatName: '%SERVICE_FQDN%_%SERVICE_PORT%',
      dnsRefreshRate: '30s',
    }),
    defaultConfig: random.fields(10, {
      holdApplicationUntilProxyStarts: true,
      proxyHeaders: () => proxyHeaders(random),
      tracing: () => ({
        sampling: random.one(50, 0.1),
        ...random.fields(50, {
          customTags: {
            t: {literal: {value: 'v'}},
            h: {header: {name: 'x', defaultValue: 'd'}},
            e: {environment: {name: 'E', defaultValue: 'd'}},
          },
          maxPathTagLength: 99,
          enableIstioTags: false,
        }),
      }),
      gatewayTopology: () => ({
        numTrustedProxies: random.one(0, 2),
        forwardClientCertDetails: random.one('APPEND_FORWARD', 'SANITIZE', 'FORWARD_ONLY', 'SANITIZE_SET'),
        ...random.fields(30, {proxyProtocol: {}}),
      }),
      proxyStatsMatcher: {inclusionPrefixes: ['x'], inclusionSuffixes: ['y'], inclusionRegexps: ['z.*']},
      concurrency: 2,
      drainDuration: '9s',
      statusPort: 15099,
      proxyAdminPort: 15999,
      interceptionMode: 'TPROXY',
      extraStatTags: ['own'],
    }),
  };
}

function proxyHeaders(random: Random): object {
  return random.fields(35, {
    server: random.one<object>({value: 'own'}, {disabled: true}),
    requestId: {disabled: true},
    forwardedClientCert: random.one(
      'SANITIZE',
      'FORWARD_ONLY',
      'APPEND_FORWARD',
      'SANITIZE_SET',
      'ALWAYS_FORWARD_ONLY',
    ),
    setCurrentClientCertDetails: random.fields(50, {subject: true, cert: true, chain: true, dns: true, uri: true}),
    attemptCount: {disabled: true},
    envoyDebugHeaders: {disabled: true},
    metadataExchangeHeaders: {mode: random.one('IN_MESH', 'UNDEFINED')},
    xForwardedHost: {enabled: true},
    xForwardedPort: {enabled: true},
    preserveHttp1HeaderCase: true,
  });
}
