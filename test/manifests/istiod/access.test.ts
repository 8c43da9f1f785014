// SPDX-License-Identifier: Apache-2.0
import {describe, expect} from 'vitest';
import {type ChartCase, testCharts} from '../chart-case.js';
import {chart, pod, rules} from './expected.js';

const access: ChartCase[] = [
  {
    name: 'a signer of Kubernetes',
    chart,
    values: {global: {pilotCertProvider: 'k8s.io/foo', certSigners: ['example.io/a']}},
    expected: {
      'ClusterRole istiod-clusterrole-istio-system': rules({
        apiGroups: ['certificates.k8s.io'],
        resources: ['signers'],
        resourceNames: ['example.io/a'],
        verbs: ['approve'],
      }),
    },
  },
  ...[true, 'true'].map((flag) => ({
    name: `trust bundles, asked for by a ${typeof flag}`,
    chart,
    values: {env: {ENABLE_CLUSTER_TRUST_BUNDLE_API: flag}},
    expected: {
      'ClusterRole istiod-clusterrole-istio-system': rules({resources: ['clustertrustbundles']}),
      Deployment: pod({
        containers: [
          expect.objectContaining({
            env: expect.arrayContaining([{name: 'ENABLE_CLUSTER_TRUST_BUNDLE_API', value: 'true'}]),
          }),
        ],
        volumes: expect.arrayContaining([
          {
            name: 'istio-csr-ca-configmap',
            projected: {
              sources: [
                {clusterTrustBundle: {name: 'istio.io:istiod-ca:root-cert', optional: true, path: 'root-cert.pem'}},
              ],
            },
          },
        ]),
      }),
    },
  })),
  {
    name: 'gateways deployed by others, analysis, another multicluster API',
    chart,
    values: {
      env: {PILOT_ENABLE_GATEWAY_API_DEPLOYMENT_CONTROLLER: 'false', MCS_API_GROUP: 'mcs.example.io'},
      global: {istiod: {enableAnalysis: true}},
    },
    expected: {
      'ClusterRole istiod-gateway-controller-istio-system': undefined,
      'ClusterRoleBinding istiod-gateway-controller-istio-system': undefined,
      'ClusterRole istiod-clusterrole-istio-system': rules(
        {apiGroups: ['mcs.example.io'], resources: ['serviceexports']},
        {resources: expect.arrayContaining(['wasmplugins/status'])},
      ),
    },
  },
  {
    name: 'no roles for readers',
    chart,
    values: {global: {enableReaderRBAC: false}},
    expected: {
      'ClusterRole istio-reader-clusterrole-istio-system': undefined,
      'ClusterRole istiod-clusterrole-istio-system': {},
    },
  },
  {
    name: 'only objects with a namespace',
    chart,
    values: {global: {resourceScope: 'namespace'}},
    expected: {ClusterRole: undefined, MutatingWebhookConfiguration: undefined, Role: {}, Deployment: {}},
  },
  {
    name: 'only objects without a namespace',
    chart,
    values: {global: {resourceScope: 'cluster'}, revisionTags: ['t']},
    expected: {
      'MutatingWebhookConfiguration istio-revision-tag-t': {},
      ValidatingWebhookConfiguration: {},
      Service: undefined,
      ConfigMap: undefined,
      Role: undefined,
    },
  },
];

describe('chart istiod: access', () => testCharts(access));
