// SPDX-License-Identifier: Apache-2.0
import {describe, expect} from 'vitest';
import {type ChartCase, testCharts} from '../chart-case.js';

function container(fields: object): object {
  return {spec: {template: {spec: {containers: [expect.objectContaining(fields)]}}}};
}

function pod(fields: object): object {
  return {spec: {template: {spec: expect.objectContaining(fields)}}};
}

function ingress(values: object): Record<string, unknown> {
  return {gateways: {'istio-ingressgateway': values}};
}

const entry = (name: string, value: string) => ({name, value});

const workload: ChartCase[] = [
  {
    name: 'the defaults',
    chart: 'gateways/istio-ingress',
    values: {},
    expected: {
      'Deployment istio-ingressgateway': {
        ...container({image: 'registry.istio.io/release/proxyv2:1.30.3'}),
        metadata: {labels: {'operator.istio.io/component': 'IngressGateways', 'istio.io/rev': 'default'}},
      },
      'HorizontalPodAutoscaler istio-ingressgateway': {spec: {minReplicas: 1, maxReplicas: 5}},
      'Service istio-ingressgateway': {spec: {type: 'LoadBalancer'}},
      PodDisruptionBudget: undefined,
      NetworkPolicy: undefined,
    },
  },
  {
    name: 'the defaults',
    chart: 'gateways/istio-egress',
    values: {},
    expected: {
      'Deployment istio-egressgateway': {metadata: {labels: {'operator.istio.io/component': 'EgressGateways'}}},
      'Service istio-egressgateway': {spec: {type: 'ClusterIP', ports: [{port: 80}, {port: 443}]}},
    },
  },
  {
    name: 'a name and labels of its own',
    chart: 'gateways/istio-ingress',
    values: ingress({name: 'edge', labels: {tier: 1}}),
    expected: {
      'Role edge-sds': {},
      'Deployment edge': {spec: {selector: {matchLabels: {app: 'istio-ingressgateway', tier: '1'}}}},
      'ServiceAccount edge-service-account': {metadata: {labels: {'app.kubernetes.io/name': 'istio-ingressgateway'}}},
    },
  },
  {
    name: 'an empty name falls back',
    chart: 'gateways/istio-egress',
    values: {gateways: {'istio-egressgateway': {name: ''}}},
    expected: {'Deployment istio-egressgateway': {}, 'ServiceAccount istio-egressgateway-service-account': {}},
  },
  {
    name: 'tag of the gateway, flavour of all',
    chart: 'gateways/istio-ingress',
    values: {...ingress({tag: 7}), global: {hub: 'example.io/mesh', variant: 'debug'}},
    expected: {Deployment: container({image: 'example.io/mesh/proxyv2:7-debug'})},
  },
  {
    name: 'environment: the network that the gateway itself names wins, and no name is a boolean',
    chart: 'gateways/istio-ingress',
    values: {
      ...ingress({env: {ISTIO_META_NETWORK: 'n2', N: 1000000}}),
      global: {network: 'n1', meshID: 'm'},
      meshConfig: {defaultConfig: {proxyMetadata: {P: true}}},
    },
    expected: {
      Deployment: container({
        env: expect.toSatisfy((env: {name: string; value?: string}[]) => {
          const own = env.filter(({name}) => ['ISTIO_META_NETWORK', 'N', 'P', 'ISTIO_META_MESH_ID'].includes(name));
          expect(own).toEqual([
            entry('ISTIO_META_MESH_ID', 'm'),
            entry('ISTIO_META_NETWORK', 'n2'),
            entry('N', '1e+06'),
            entry('P', 'true'),
          ]);
          return true;
        }),
      }),
    },
  },
  {
    name: 'an injection template leaves the proxy to the control plane',
    chart: 'gateways/istio-ingress',
    values: ingress({injectionTemplate: 'gateway', runAsRoot: true, secretVolumes: [], env: {A: 'b'}}),
    expected: {
      Deployment: {
        spec: {
          template: {
            metadata: {annotations: {'inject.istio.io/templates': 'gateway', 'sidecar.istio.io/inject': 'true'}},
            spec: {
              containers: [
                // What is not said here, like args and the readiness probe, is the template's.
                expect.toSatisfy((own: Record<string, unknown>) => {
                  expect(Object.keys(own).sort()).toEqual([
                    'env',
                    'image',
                    'name',
                    'ports',
                    'resources',
                    'volumeMounts',
                  ]);
                  expect(own).toMatchObject({image: 'auto', env: [entry('A', 'b')], volumeMounts: null});
                  return true;
                }),
              ],
            },
          },
        },
      },
    },
  },
];

const scheduling: ChartCase[] = [
  {
    name: 'architectures, node labels and pods to keep away from',
    chart: 'gateways/istio-ingress',
    values: {
      ...ingress({
        nodeSelector: {disk: 'ssd'},
        podAntiAffinityLabelSelector: [{key: 'app', operator: 'In', values: 'a,b', topologyKey: 'zone'}],
        podAntiAffinityTermLabelSelector: [{key: 'x', operator: 'Exists', topologyKey: 'host'}],
        tolerations: [{key: 't', operator: 'Exists'}],
      }),
      global: {arch: {arm64: 2, amd64: 3, s390x: 0}, defaultTolerations: [{operator: 'Exists'}]},
    },
    expected: {
      Deployment: pod({
        tolerations: [{key: 't', operator: 'Exists'}],
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                {
                  matchExpressions: [
                    {key: 'kubernetes.io/arch', operator: 'In', values: ['amd64', 'arm64']},
                    {key: 'disk', operator: 'In', values: ['ssd']},
                  ],
                },
              ],
            },
            preferredDuringSchedulingIgnoredDuringExecution: [
              {
                weight: 3,
                preference: {matchExpressions: [{key: 'kubernetes.io/arch', operator: 'In', values: ['amd64']}]},
              },
              {
                weight: 2,
                preference: {matchExpressions: [{key: 'kubernetes.io/arch', operator: 'In', values: ['arm64']}]},
              },
            ],
          },
          podAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [
              {
                labelSelector: {matchExpressions: [{key: 'app', operator: 'In', values: ['a', 'b']}]},
                topologyKey: 'zone',
              },
            ],
            preferredDuringSchedulingIgnoredDuringExecution: [
              {
                weight: 100,
                podAffinityTerm: {
                  labelSelector: {matchExpressions: [{key: 'x', operator: 'Exists'}]},
                  topologyKey: 'host',
                },
              },
            ],
          },
        },
      }),
    },
  },
  {
    name: 'a number of pods instead of an autoscaler',
    chart: 'gateways/istio-egress',
    values: {gateways: {'istio-egressgateway': {autoscaleEnabled: false, replicaCount: 3}}},
    expected: {
      HorizontalPodAutoscaler: undefined,
      Deployment: {spec: {replicas: 3}},
      PodDisruptionBudget: {spec: {minAvailable: 1}},
    },
  },
  {
    name: 'an autoscaler without an aim of ours',
    chart: 'gateways/istio-ingress',
    values: ingress({cpu: {targetAverageUtilization: null}}),
    expected: {
      HorizontalPodAutoscaler: expect.toSatisfy((one: {spec: object}) => !('metrics' in one.spec)),
    },
  },
  {
    name: 'amounts that null takes away',
    chart: 'gateways/istio-ingress',
    values: ingress({resources: {limits: {cpu: null, memory: null}, requests: {cpu: '1'}}}),
    expected: {
      Deployment: container({resources: {requests: {cpu: '1', memory: '128Mi'}}}),
    },
  },
];

const exposure: ChartCase[] = [
  {
    name: 'no Service where somebody else makes it',
    chart: 'gateways/istio-ingress',
    values: ingress({customService: true}),
    expected: {Service: undefined, Deployment: {}},
  },
  {
    name: 'what a load balancer is told, and further ports',
    chart: 'gateways/istio-ingress',
    values: ingress({
      ports: [{name: 'web', port: 80, nodePort: 30080}],
      ingressPorts: [{name: 'extra', port: 9000}],
      loadBalancerIP: '10.0.0.1',
      loadBalancerSourceRanges: ['10.0.0.0/8'],
      externalTrafficPolicy: 'Local',
      serviceAnnotations: {size: 2},
    }),
    expected: {
      Service: {
        metadata: {annotations: {size: '2'}},
        spec: {
          ports: [
            {name: 'web', port: 80, nodePort: 30080},
            {name: 'extra', port: 9000},
          ],
          loadBalancerIP: '10.0.0.1',
          loadBalancerSourceRanges: ['10.0.0.0/8'],
          externalTrafficPolicy: 'Local',
        },
      },
      Deployment: container({
        ports: [
          {containerPort: 80, protocol: 'TCP'},
          {name: 'http-envoy-prom', containerPort: 15090, protocol: 'TCP'},
        ],
      }),
    },
  },
  {
    name: 'a network policy of the revision, for the ports of the pods',
    chart: 'gateways/istio-egress',
    values: {revision: 'r1', global: {networkPolicy: {enabled: true}}},
    expected: {
      'NetworkPolicy istio-egressgateway-r1': {
        spec: {ingress: expect.arrayContaining([{ports: [{port: 8443, protocol: 'TCP'}]}])},
      },
    },
  },
];

describe('workload', () => testCharts(workload));
describe('scheduling', () => testCharts(scheduling));
describe('exposure', () => testCharts(exposure));
