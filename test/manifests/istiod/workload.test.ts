// SPDX-License-Identifier: Apache-2.0
import {describe, expect} from 'vitest';
import {type ChartCase, testCharts} from '../chart-case.js';
import {chart, container, rules} from './expected.js';

const workload: ChartCase[] = [
  {
    name: 'the defaults',
    chart,
    values: {},
    expected: {
      'Deployment istiod': {
        ...container({
          image: 'registry.istio.io/release/pilot:1.30.3',
          resources: {requests: {cpu: '500m', memory: '2048Mi'}},
        }),
        metadata: {labels: {app: 'istiod', istio: 'pilot', 'istio.io/rev': 'default'}},
      },
      'HorizontalPodAutoscaler istiod': {spec: {minReplicas: 1, maxReplicas: 5, metrics: {length: 1}}},
      'Service istiod': {spec: {ports: {length: 4}, selector: {app: 'istiod', istio: 'pilot'}}},
      'ServiceAccount istiod': {},
      PodDisruptionBudget: undefined,
      NetworkPolicy: undefined,
      EndpointSlice: undefined,
      ValidatingAdmissionPolicy: undefined,
    },
  },
  {
    name: 'values below "pilot" count at the root, over what stands there',
    chart,
    values: {tag: 'root', replicaCount: 3, autoscaleEnabled: false, pilot: {tag: 'lifted', nodeSelector: {a: 'b'}}},
    expected: {
      Deployment: {
        spec: {
          replicas: 3,
          template: {
            spec: {
              nodeSelector: {a: 'b'},
              containers: [expect.objectContaining({image: 'registry.istio.io/release/pilot:lifted'})],
            },
          },
        },
      },
      HorizontalPodAutoscaler: undefined,
      PodDisruptionBudget: {spec: {minAvailable: 1, selector: {matchLabels: {app: 'istiod', istio: 'pilot'}}}},
    },
  },
  {
    name: 'a revision is part of names and selectors',
    chart,
    values: {revision: 'r1', global: {networkPolicy: {enabled: true}}, autoscaleMin: 2, pdb: {maxUnavailable: '50%'}},
    expected: {
      'Deployment istiod-r1': {
        spec: {
          selector: {matchLabels: {app: 'istiod', 'istio.io/rev': 'r1'}},
          template: {metadata: {labels: {istio: 'istiod'}}, spec: {serviceAccountName: 'istiod-r1'}},
        },
      },
      'PodDisruptionBudget istiod-r1': {
        spec: expect.toSatisfy((spec: object) => 'maxUnavailable' in spec && !('minAvailable' in spec)),
      },
      'NetworkPolicy istiod-r1': {spec: {podSelector: {matchLabels: {'istio.io/rev': 'r1'}}}},
      'ClusterRole istiod-clusterrole-r1-istio-system': {},
      'ClusterRoleBinding istio-reader-clusterrole-r1-istio-system': {},
      'ConfigMap istio-r1': {},
      'ConfigMap values-r1': {},
      'ValidatingWebhookConfiguration istio-validator-r1-istio-system': {
        webhooks: [{objectSelector: {matchExpressions: [{key: 'istio.io/rev', operator: 'In', values: ['r1']}]}}],
      },
    },
  },
  {
    name: 'environment, images and arguments',
    chart,
    values: {
      env: {A: 1.5, B: 'say "x"', CA_TRUSTED_NODE_ACCOUNTS: 'ns/zt', Y: true},
      envVarFrom: [{name: 'S', valueFrom: {secretKeyRef: {name: 's', key: 'k'}}}],
      taint: {enabled: true, namespace: 'kube-system'},
      traceSampling: 0,
      extraContainerArgs: ['--x'],
      image: 'example.io/own:1',
      initContainers: [{name: 'wait-{{ .Release.Name }}'}],
      jwksResolverExtraRootCA: 'PEM\nPEM\n',
      global: {logAsJson: true, imagePullPolicy: 'Always', platform: 'openshift', externalIstiod: true},
    },
    expected: {
      Deployment: {
        ...container({
          image: 'example.io/own:1',
          imagePullPolicy: 'Always',
          args: [
            'discovery',
            '--monitoringAddr=:15014',
            '--log_output_level=default:info',
            '--log_as_json',
            '--domain',
            'cluster.local',
            '--cniNamespace=kube-system',
            '--keepaliveMaxServerConnectionAge',
            '30m',
            '--x',
          ],
          env: expect.toSatisfy((list: {name: string; value?: string}[]) => {
            const texts = Object.fromEntries(list.map(({name, value}) => [name, value]));
            return (
              new Set(list.map(({name}) => name)).size === list.length &&
              texts['A'] === '1.5' &&
              texts['B'] === 'say "x"' &&
              texts['Y'] === 'true' &&
              texts['CA_TRUSTED_NODE_ACCOUNTS'] === 'ns/zt' &&
              texts['PLATFORM'] === 'openshift' &&
              texts['EXTERNAL_ISTIOD'] === 'true' &&
              !('PILOT_TRACE_SAMPLING' in texts) &&
              'S' in texts
            );
          }),
        }),
      },
      'ConfigMap pilot-jwks-extra-cacerts': {data: {'extra.pem': 'PEM\nPEM\n'}},
      'ClusterRole istiod-clusterrole-istio-system': rules({apiGroups: [''], resources: ['nodes'], verbs: ['patch']}),
    },
  },
  {
    name: 'amounts that are taken away with null',
    chart,
    values: {resources: {requests: {memory: null}}},
    expected: {Deployment: container({resources: {requests: {cpu: '500m'}}})},
  },
];

describe('chart istiod: workload', () => testCharts(workload));
