// SPDX-License-Identifier: Apache-2.0
import {expect} from 'vitest';
import type {PodCase} from './injection-pod-cases.js';

const has = (text: string) => expect.stringContaining(text);

const gateways: Omit<PodCase, 'template'>[] = [
  {
    name: 'a plain gateway',
    containers: [{name: 'istio-proxy', image: 'auto'}],
    expected: {
      labels: {'service.istio.io/canonical-name': 'shop', 'service.istio.io/canonical-revision': 'latest'},
      annotations: {'istio.io/rev': 'default'},
      securityContext: {sysctls: [{name: 'net.ipv4.ip_unprivileged_port_start', value: '0'}]},
      containers: {
        'istio-proxy': {
          image: 'example.org/proxyv2:1',
          args: has('proxy router --domain $(POD_NAMESPACE).svc.cluster.local'),
          env: {ISTIO_META_APP_CONTAINERS: '', ISTIO_META_POD_PORTS: '[\n]'},
          readinessProbe: {httpGet: {path: '/healthz/ready', port: 15021}, periodSeconds: 15},
          securityContext: {runAsUser: 1000, runAsGroup: 2000},
        },
      },
      volumes: {'istio-data': {emptyDir: {}}, 'credential-socket': {emptyDir: {}}},
    },
    absent: [
      ['labels', 'security.istio.io/tlsMode'],
      ['annotations', 'kubectl.kubernetes.io/default-container'],
      ['containers', 'istio-proxy', 'startupProbe'],
      ['containers', 'istio-proxy', 'resources'],
      ['volumes', 'istio-ca-crl'],
    ],
  },
  {
    name: 'a gateway that values and annotations change',
    values: {
      gateways: {securityContext: {fsGroup: 5}, seccompProfile: {type: 'RuntimeDefault'}},
      global: {
        imagePullSecrets: ['key'],
        mountMtlsCerts: true,
        network: 'n',
        proxy: {readinessPeriodSeconds: 9, outlierLogPath: '/o', lifecycle: {preStop: {sleep: {seconds: 1}}}},
      },
    },
    annotations: {
      'sidecar.istio.io/proxyImage': 'example.com/mine:2',
      'sidecar.istio.io/logLevel': 'debug',
      'sidecar.istio.io/bootstrapOverride': 'mine',
      'readiness.status.sidecar.istio.io/periodSeconds': '77',
      'status.sidecar.istio.io/port': '0',
    },
    labels: {app: 'edge'},
    containers: [{name: 'istio-proxy'}, {name: 'web'}],
    proxyConfig: {proxyMetadata: {A: '1'}},
    expected: {
      labels: {'service.istio.io/canonical-name': 'edge'},
      annotations: {'kubectl.kubernetes.io/default-container': 'web'},
      securityContext: {fsGroup: 5},
      imagePullSecrets: [{name: 'key'}],
      containers: {
        'istio-proxy': {
          image: 'example.com/mine:2',
          args: has('--proxyLogLevel=debug'),
          lifecycle: {preStop: {sleep: {seconds: 1}}},
          env: {A: '1', ISTIO_META_NETWORK: 'n'},
          readinessProbe: {periodSeconds: 9},
          securityContext: {seccompProfile: {type: 'RuntimeDefault'}},
          volumeMounts: {'/etc/certs/': 'istio-certs', '/etc/istio/custom-bootstrap': 'custom-bootstrap-volume'},
        },
      },
      volumes: {'istio-certs': {secret: {secretName: 'istio.default', optional: true}}},
    },
  },
];

const agents: Omit<PodCase, 'template'>[] = [
  {
    name: 'a plain pod',
    containers: [{name: 'web', ports: [{containerPort: 80}]}, {name: 'log'}],
    expected: {
      annotations: {
        'sidecar.istio.io/rewriteAppHTTPProbers': 'false',
        'kubectl.kubernetes.io/default-container': 'web',
      },
      containers: {
        'istio-proxy': {
          ports: [{name: 'mesh-metrics', containerPort: 15020, protocol: 'TCP'}],
          lifecycle: {postStart: {exec: {command: ['pilot-agent', 'wait', has('15020/healthz/ready')]}}},
          env: {ISTIO_META_GENERATOR: 'grpc', OUTPUT_CERTS: '/var/lib/istio/data', DISABLE_ENVOY: 'true'},
          readinessProbe: {httpGet: {port: 15020}},
          resources: {limits: {cpu: '2000m'}},
        },
        log: {
          env: {GRPC_XDS_BOOTSTRAP: '/etc/istio/proxy/grpc-bootstrap.json'},
          volumeMounts: {'/etc/istio/proxy': 'istio-xds', '/var/lib/istio/data': 'istio-data'},
        },
      },
      volumes: {'istio-xds': {emptyDir: {medium: 'Memory'}}},
    },
    absent: [['containers', 'istio-proxy', 'securityContext']],
  },
  {
    name: 'a volume of the user and amounts',
    annotations: {
      'sidecar.istio.io/userVolume': '{"data":{"emptyDir":{}}}',
      'sidecar.istio.io/userVolumeMount': '{"data":{"mountPath":"/data"}}',
      'sidecar.istio.io/proxyMemory': '7Mi',
    },
    values: {global: {caName: 'GkeWorkloadCertificate', imagePullSecrets: ['key']}},
    expected: {
      containers: {
        'istio-proxy': {resources: {requests: {memory: '7Mi'}}, volumeMounts: {'/data': 'data'}},
        web: {volumeMounts: {'/var/run/secrets/workload-spiffe-credentials': 'gke-workload-certificate'}},
      },
      imagePullSecrets: [{name: 'key'}],
      volumes: {data: {emptyDir: {}}},
    },
  },
  {
    name: 'no status port',
    annotations: {'status.sidecar.istio.io/port': '0'},
    expected: {containers: {'istio-proxy': {image: 'example.org/proxyv2:1'}}},
    absent: [
      ['containers', 'istio-proxy', 'readinessProbe'],
      ['containers', 'istio-proxy', 'resources'],
    ],
  },
];

const simple: Omit<PodCase, 'template'> = {
  name: 'every container finds the bootstrap',
  containers: [{name: 'web'}, {name: 'log'}],
  values: {global: {istioNamespace: 'mesh'}},
  expected: {
    annotations: {'sidecar.istio.io/rewriteAppHTTPProbers': 'false'},
    initContainers: {
      'grpc-bootstrap-init': {
        image: 'busybox:1.28',
        command: ['sh', '-c', has('> /var/lib/grpc/data/bootstrap.json')],
        env: {ISTIO_NAMESPACE: 'mesh\n'},
      },
    },
    containers: {
      web: {env: {GRPC_XDS_BOOTSTRAP: '/var/lib/grpc/data/bootstrap.json'}},
      log: {volumeMounts: {'/var/lib/grpc/data/': 'grpc-io-proxyless-bootstrap'}},
    },
    volumes: {'grpc-io-proxyless-bootstrap': {emptyDir: {}}},
  },
};

export const otherCases: PodCase[] = [
  ...gateways.map((one) => ({...one, template: 'gateway'})),
  ...agents.map((one) => ({...one, template: 'grpc-agent'})),
  {...simple, template: 'grpc-simple'},
];
