// SPDX-License-Identifier: Apache-2.0
import {type KubeObject, object} from './place.js';
import {policies} from './policies.js';
import type {Random} from './random.js';
import {telemetry} from './telemetry.js';

const AUTHZ = 'authz.shared.svc.cluster.local';

const PROVIDERS = [
  {name: 'authz-grpc', envoyExtAuthzGrpc: {service: AUTHZ, port: 9000, timeout: '2s'}},
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
    name: 'json-log',
    envoyFileAccessLog: {path: '/dev/stdout', logFormat: {labels: {path: '%PATH%', code: '%RESPONSE_CODE%'}}},
  },
  {name: 'otel-log', envoyOtelAls: {service: AUTHZ, port: 9000}},
  {name: 'zipkin', zipkin: {service: AUTHZ, port: 8000}},
  {name: 'otel-trace', opentelemetry: {service: AUTHZ, port: 9000}},
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
      accessLogEncoding: 'JSON',
      accessLogFormat: '[%START_TIME%] %PATH%\n',
      enableAutoMtls: false,
      trustDomain: 'corp.example',
      trustDomainAliases: ['old.example'],
      outboundTrafficPolicy: {mode: 'REGISTRY_ONLY'},
      defaultHttpRetryPolicy: {attempts: 4, retryOn: '503'},
      pathNormalization: {normalization: random.one('NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES')},
      protocolDetectionTimeout: '200ms',
      connectTimeout: '4s',
      tcpKeepalive: {time: '10s', interval: '5s', probes: 2},
      localityLbSetting: random.one<object>(
        {enabled: false},
        {failover: [{from: 'eu-1', to: 'us-1'}]},
        {distribute: [{from: 'eu-1/*', to: {'eu-1/*': 70, 'us-1/*': 30}}]},
      ),
      defaultServiceExportTo: ['.'],
      defaultVirtualServiceExportTo: ['.'],
      defaultDestinationRuleExportTo: ['.'],
      ingressControllerMode: 'OFF',
      enablePrometheusMerge: false,
      h2UpgradePolicy: 'UPGRADE',
      verifyCertificateAtClient: false,
      inboundTrafficPolicy: {mode: 'LOCALHOST'},
      hboneIdleTimeout: '5s',
      meshMTLS: {minProtocolVersion: 'TLSV1_3'},
      tlsDefaults: {minProtocolVersion: 'TLSV1_2', cipherSuites: ['ECDHE-RSA-AES128-GCM-SHA256']},
      outboundClusterStatName: '%SERVICE%_%SERVICE_PORT_NAME%',
      inboundClusterStatName: '%SERVICE_FQDN%_%SERVICE_PORT%',
      dnsRefreshRate: '30s',
    }),
    defaultConfig: random.fields(10, {
      holdApplicationUntilProxyStarts: true,
      proxyHeaders: {server: {value: 'own'}, requestId: {disabled: true}, forwardedClientCert: 'SANITIZE'},
      tracing: {sampling: 50, customTags: {t: {literal: {value: 'v'}}}},
      gatewayTopology: {numTrustedProxies: 2, forwardClientCertDetails: 'APPEND_FORWARD'},
      proxyStatsMatcher: {inclusionPrefixes: ['x']},
    }),
  };
}
