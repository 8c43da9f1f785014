// SPDX-License-Identifier: Apache-2.0
import {expect} from 'vitest';
import type {PodCase} from './injection-pod-cases.js';

const has = (text: string) => expect.stringContaining(text);
const proxy = (expected: object) => ({containers: {'istio-proxy': expected}});
const init = (expected: object) => ({initContainers: {'istio-init': expected}});

const container: Omit<PodCase, 'template'>[] = [
  {
    name: 'a native sidecar drains, whatever it should hold',
    values: {global: {proxy: {holdApplicationUntilProxyStarts: true}}},
    data: {NativeSidecars: true},
    expected: {
      initContainers: {
        'istio-init': {},
        'istio-proxy': {
          lifecycle: {preStop: {exec: {command: ['pilot-agent', 'request', '--debug-port=15020', 'POST', 'drain']}}},
        },
      },
    },
    absent: [['initContainers', 'istio-proxy', 'lifecycle', 'postStart']],
  },
  {
    name: 'the application waits for the proxy',
    proxyConfig: {holdApplicationUntilProxyStarts: true},
    annotations: {'sidecar.istio.io/nativeSidecar': 'false'},
    data: {NativeSidecars: true},
    expected: proxy({lifecycle: {postStart: {exec: {command: ['pilot-agent', 'wait']}}}}),
  },
  {
    name: 'images, logs and amounts, by annotations',
    annotations: {
      'sidecar.istio.io/proxyImage': 'example.com/mine:2',
      'sidecar.istio.io/logLevel': 'debug',
      'sidecar.istio.io/componentLogLevel': 'http:trace',
      'sidecar.istio.io/agentLogLevel': 'all:debug',
      'sidecar.istio.io/proxyCPU': '5m',
      'sidecar.istio.io/proxyMemoryLimit': '6Mi',
      'sidecar.istio.io/capNetBindService': 'true',
      'readiness.status.sidecar.istio.io/initialDelaySeconds': '1',
      'readiness.status.sidecar.istio.io/periodSeconds': '2',
      'readiness.status.sidecar.istio.io/failureThreshold': '3',
    },
    expected: {
      ...init({image: 'example.com/mine:2', resources: {requests: {cpu: '5m'}, limits: {memory: '6Mi'}}}),
      ...proxy({
        image: 'example.com/mine:2',
        args: has('--proxyLogLevel=debug --proxyComponentLogLevel=http:trace --log_output_level=all:debug'),
        resources: {requests: {cpu: '5m'}, limits: {memory: '6Mi'}},
        readinessProbe: {initialDelaySeconds: 1, periodSeconds: 2, timeoutSeconds: 3, failureThreshold: 3},
        securityContext: {capabilities: {add: ['NET_BIND_SERVICE']}, runAsUser: 0, runAsGroup: 1337},
      }),
    },
    absent: [['containers', 'istio-proxy', 'resources', 'limits', 'cpu']],
  },
  {
    name: 'a proxy that the values change',
    values: {
      global: {
        imagePullPolicy: 'Always',
        imagePullSecrets: ['key'],
        sts: {servicePort: 15463},
        proxy: {
          image: 'example.com/p:3',
          privileged: true,
          outlierLogPath: '/dev/stdout',
          lifecycle: {preStop: {exec: {command: ['sleep', '5']}}},
          seccompProfile: {type: 'RuntimeDefault'},
          resources: {requests: {cpu: '1', memory: null}, limits: null},
          startupProbe: {enabled: false},
        },
      },
    },
    expected: {
      imagePullSecrets: [{name: 'key'}],
      ...init({securityContext: {privileged: true, seccompProfile: {type: 'RuntimeDefault'}}}),
      ...proxy({
        image: 'example.com/p:3',
        imagePullPolicy: 'Always',
        args: has('--stsPort=15463 --outlierLogPath=/dev/stdout'),
        lifecycle: {preStop: {exec: {command: ['sleep', '5']}}},
        resources: {requests: {cpu: '1'}},
        securityContext: {privileged: true, allowPrivilegeEscalation: true, seccompProfile: {type: 'RuntimeDefault'}},
      }),
    },
    absent: [
      ['containers', 'istio-proxy', 'resources', 'limits'],
      ['containers', 'istio-proxy', 'resources', 'requests', 'memory'],
      ['containers', 'istio-proxy', 'startupProbe'],
    ],
  },
  {
    name: 'a proxy that traces what the kernel captures',
    proxyConfig: {proxyMetadata: {IPTABLES_TRACE_LOGGING: 'true'}},
    expected: proxy({
      securityContext: {privileged: true, runAsUser: 0, runAsGroup: 2000, capabilities: {add: ['NET_ADMIN']}},
    }),
  },
];

const volumes: Omit<PodCase, 'template'>[] = [
  {
    name: "volumes of the user, a bootstrap and Datadog's variables",
    values: {global: {mountMtlsCerts: true, trustBundleName: 'roots', proxy: {tracer: 'datadog'}}},
    serviceAccount: 'seller',
    annotations: {
      'sidecar.istio.io/userVolume': '{"data":{"emptyDir":{"medium":"Memory"}}}',
      'sidecar.istio.io/userVolumeMount': '{"data":{"mountPath":"/data","readOnly":true}}',
      'sidecar.istio.io/bootstrapOverride': 'my-bootstrap',
      'apm.datadoghq.com/env': '{"DD_ENV":"prod"}',
    },
    expected: {
      ...proxy({
        env: {
          DD_ENV: 'prod',
          ISTIO_BOOTSTRAP_OVERRIDE: '/etc/istio/custom-bootstrap/custom_bootstrap.json',
        },
        volumeMounts: {
          '/data': 'data',
          '/etc/certs/': 'istio-certs',
          '/etc/istio/custom-bootstrap': 'custom-bootstrap-volume',
        },
      }),
      volumes: {
        data: {emptyDir: {medium: 'Memory'}},
        'custom-bootstrap-volume': {configMap: {name: 'my-bootstrap'}},
        'istio-certs': {secret: {secretName: 'istio.seller', optional: true}},
        'istiod-ca-cert': {configMap: {name: 'roots'}},
      },
    },
  },
  {
    name: 'annotations that are not JSON',
    values: {global: {proxy: {tracer: 'datadog'}}},
    annotations: {
      'sidecar.istio.io/userVolume': '{',
      'sidecar.istio.io/userVolumeMount': '[]',
      'apm.datadoghq.com/env': 'null',
    },
    expected: {volumes: {'istio-data': {emptyDir: {}}}},
  },
  {
    name: "another certificate provider, Google's certificates and Lightstep",
    values: {
      global: {caName: 'GkeWorkloadCertificate', pilotCertProvider: 'example.org/signer', proxy: {tracer: 'lightstep'}},
    },
    proxyConfig: {tracing: {tlsSettings: {caCertificates: '/etc/lightstep/ca.pem'}}},
    expected: {
      ...proxy({
        volumeMounts: {
          '/var/run/secrets/workload-spiffe-credentials': 'gke-workload-certificate',
          '/etc/lightstep/': 'lightstep-certs',
        },
      }),
      volumes: {
        'gke-workload-certificate': {csi: {driver: 'workloadcertificates.security.cloud.google.com'}},
        'lightstep-certs': {secret: {secretName: 'lightstep.cacert', optional: true}},
      },
    },
    absent: [
      ['volumes', 'istiod-ca-cert'],
      ['volumes', 'workload-certs'],
    ],
  },
];

/** The container of the sidecar, and its volumes. */
export const proxyCases: PodCase[] = [...container, ...volumes].map((one) => ({...one, template: 'sidecar'}));
