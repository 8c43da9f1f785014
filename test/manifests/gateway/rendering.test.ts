// SPDX-License-Identifier: Apache-2.0
import {describe, expect} from 'vitest';
import {type ChartCase, testCharts} from '../chart-case.js';

const chart = 'gateway';
const release = 'istio-edge';
const namespace = 'edge';

function proxy(fields: object): object {
  return {spec: {template: {spec: {containers: expect.arrayContaining([expect.objectContaining(fields)])}}}};
}

function one(name: string, values: Record<string, unknown>, expected: ChartCase['expected']): ChartCase {
  return {name, chart, release, namespace, values, expected};
}

const workload: ChartCase[] = [
  one(
    'the defaults',
    {},
    {
      'Deployment istio-edge': {
        ...proxy({image: 'auto', name: 'istio-proxy'}),
        metadata: {namespace, labels: {app: 'istio-edge', istio: 'edge', 'istio.io/dataplane-mode': 'none'}},
      },
      'HorizontalPodAutoscaler istio-edge': {spec: {minReplicas: 1, maxReplicas: 5}},
      'Role istio-edge': {},
      'Service istio-edge': {spec: {type: 'LoadBalancer', selector: {app: 'istio-edge', istio: 'edge'}}},
      'ServiceAccount istio-edge': {},
      PodDisruptionBudget: undefined,
      NetworkPolicy: undefined,
    },
  ),
  {
    ...one('without a name', {}, {'Deployment istio-ingressgateway': {metadata: {labels: {istio: 'ingressgateway'}}}}),
    release: 'RELEASE-NAME',
    withoutHelm: 'only old ones call a release so',
  },
  one(
    'labels, with the two that select',
    {labels: {app: 'web', n: 1}, revision: 'r1'},
    {
      Deployment: {
        spec: {
          selector: {matchLabels: {app: 'web', istio: 'edge'}},
          template: {metadata: {labels: {app: 'web', n: '1', 'istio.io/rev': 'r1', 'sidecar.istio.io/inject': 'true'}}},
        },
      },
    },
  ),
  one(
    'environment by value and from elsewhere',
    {
      env: {N: 1},
      envVarFrom: [{name: 'IP', valueFrom: {fieldRef: {fieldPath: 'status.podIP'}}}],
    },
    {
      Deployment: proxy({
        env: [
          {name: 'N', value: '1'},
          {name: 'IP', valueFrom: {fieldRef: {fieldPath: 'status.podIP'}}},
        ],
      }),
    },
  ),
  one(
    'containers before and beside the proxy',
    {
      initContainers: [{name: 'first', image: 'a'}],
      additionalContainers: [{name: 'second', image: 'b'}],
      volumes: [{name: 'v', emptyDir: {}}],
      volumeMounts: [{name: 'v', mountPath: '/v'}],
      imagePullSecrets: ['s1', {name: 's2'}],
    },
    {
      Deployment: {
        spec: {
          template: {
            spec: {
              initContainers: [{name: 'first', image: 'a'}],
              containers: [
                {name: 'istio-proxy', volumeMounts: [{name: 'v', mountPath: '/v'}]},
                {name: 'second', image: 'b'},
              ],
              volumes: [{name: 'v', emptyDir: {}}],
              imagePullSecrets: [{name: 's1'}, {name: 's2'}],
            },
          },
        },
      },
    },
  ),
  one(
    'on every node',
    {kind: 'DaemonSet', replicaCount: 3, strategy: {type: 'OnDelete'}},
    {
      DaemonSet: {spec: {updateStrategy: {type: 'OnDelete'}}},
      HorizontalPodAutoscaler: undefined,
      Deployment: undefined,
    },
  ),
  one(
    'OpenShift chooses the user',
    {global: {platform: 'openshift'}},
    {
      Deployment: proxy({
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: {drop: ['ALL']},
          privileged: false,
          readOnlyRootFilesystem: true,
          runAsNonRoot: true,
        },
      }),
    },
  ),
  one(
    'someone else’s service account, no rights',
    {serviceAccount: {create: false}, rbac: {enabled: false}},
    {
      Deployment: {spec: {template: {spec: {serviceAccountName: 'default'}}}},
      ServiceAccount: undefined,
      Role: undefined,
      RoleBinding: undefined,
    },
  ),
];

const replicas: ChartCase[] = [
  one('a budget needs several pods', {podDisruptionBudget: {minAvailable: 1}}, {PodDisruptionBudget: undefined}),
  one(
    'a budget for a fixed number',
    {
      podDisruptionBudget: {maxUnavailable: '30%', unhealthyPodEvictionPolicy: 'AlwaysAllow'},
      autoscaling: {enabled: false},
      replicaCount: 2,
    },
    {
      PodDisruptionBudget: {spec: {maxUnavailable: '30%', unhealthyPodEvictionPolicy: 'AlwaysAllow'}},
      Deployment: {spec: {replicas: 2}},
    },
  ),
  one(
    'a budget for an autoscaler',
    {podDisruptionBudget: {minAvailable: 1}, autoscaling: {minReplicas: 2}},
    {
      PodDisruptionBudget: {spec: {minAvailable: 1, selector: {matchLabels: {app: 'istio-edge'}}}},
    },
  ),
  one(
    'memory instead of the CPU',
    {
      autoscaling: {
        targetCPUUtilizationPercentage: null,
        targetMemoryUtilizationPercentage: 70,
        autoscaleBehavior: {scaleDown: {stabilizationWindowSeconds: 60}},
      },
    },
    {
      HorizontalPodAutoscaler: {
        spec: {
          metrics: [{type: 'Resource', resource: {name: 'memory', target: {averageUtilization: 70}}}],
          behavior: {scaleDown: {stabilizationWindowSeconds: 60}},
        },
      },
    },
  ),
];

const exposure: ChartCase[] = [
  one(
    'what the Service is told',
    {
      annotations: {all: 'x', both: 'all'},
      service: {
        type: 'NodePort',
        annotations: {both: 'service'},
        selectorLabels: {tier: 'a'},
        ports: [{name: 'web', port: 80, targetPort: 'http'}],
        clusterIP: 'None',
        loadBalancerClass: 'example.com/lb',
        allocateLoadBalancerNodePorts: false,
        internalTrafficPolicy: 'Local',
        ipFamilies: ['IPv6'],
      },
    },
    {
      Service: {
        metadata: {annotations: {all: 'x', both: 'service'}},
        spec: {
          type: 'NodePort',
          selector: {app: 'istio-edge', tier: 'a'},
          ports: [{name: 'web', port: 80, targetPort: 'http'}],
          clusterIP: 'None',
          loadBalancerClass: 'example.com/lb',
          allocateLoadBalancerNodePorts: false,
          internalTrafficPolicy: 'Local',
          ipFamilies: ['IPv6'],
        },
      },
    },
  ),
  one('no Service', {service: {type: 'None'}}, {Service: undefined, Deployment: {}}),
  one(
    'between networks',
    {
      networkGateway: 'n1',
      networkGatewayPorts: {tls: 9443},
      global: {networkPolicy: {enabled: true}},
    },
    {
      Service: {
        metadata: {labels: {'topology.istio.io/network': 'n1'}},
        spec: {
          ports: [
            {name: 'status-port', port: 15021, targetPort: 15021},
            {name: 'tls', port: 9443, targetPort: 9443},
            {name: 'tls-istiod', port: 15012, targetPort: 15012},
            {name: 'tls-webhook', port: 15017, targetPort: 15017},
          ],
        },
      },
      Deployment: {
        ...proxy({env: [{name: 'ISTIO_META_REQUESTED_NETWORK_VIEW', value: 'n1'}]}),
      },
      NetworkPolicy: {spec: {ingress: expect.arrayContaining([{ports: [{port: 9443, protocol: 'TCP'}]}])}},
    },
  ),
];

const refused: ChartCase[] = [
  {...one('an unknown value', {replicas: 3}, {}), error: /replicas/},
  {...one('an unknown value of the Service', {service: {port: 80}}, {}), error: /port/},
  {...one('the name of the defaults as a prefix', {defaults: {name: 'x'}}, {}), error: /defaults/},
  {...one('a number that is text', {autoscaling: {minReplicas: 'two'}}, {}), error: /minReplicas/},
  {...one('no ports', {service: {ports: []}}, {}), error: /service\.ports must not be empty/},
  {
    ...one('a port less between networks', {networkGateway: 'n', networkGatewayPorts: {tls: null}}, {}),
    error: /networkGatewayPorts\.tls is required/,
  },
  {...one('an unknown profile', {profile: 'nope'}, {}), error: /unknown profile nope/},
];

describe('workload', () => testCharts(workload));
describe('replicas', () => testCharts(replicas));
describe('exposure', () => testCharts(exposure));
describe('refused', () => testCharts(refused));
