// SPDX-License-Identifier: Apache-2.0
import {describe, expect} from 'vitest';
import {type ChartCase, testCharts} from '../chart-case.js';
import {chart, rules, text} from './expected.js';

const remote: ChartCase[] = [
  ...[
    {address: '10.1.2.3', kind: 'IPv4'},
    {address: 'fd00::1', kind: 'IPv6'},
  ].map(({address, kind}) => ({
    name: `an istiod elsewhere, at an ${kind} address`,
    chart,
    values: {profile: 'remote', global: {remotePilotAddress: address}},
    expected: {
      'Service istiod': {spec: expect.toSatisfy((spec: object) => !('selector' in spec) && !('type' in spec))},
      'EndpointSlice istiod': {addressType: kind, endpoints: [{addresses: [address]}]},
      Deployment: undefined,
      ServiceAccount: undefined,
      ValidatingWebhookConfiguration: undefined,
      'ClusterRole istiod-clusterrole-istio-system': undefined,
      'ClusterRole istio-reader-clusterrole-istio-system': rules({resources: ['mutatingwebhookconfigurations']}),
      MutatingWebhookConfiguration: {},
    },
  })),
  {
    name: 'an istiod elsewhere, at a host name',
    chart,
    values: {profile: 'remote', global: {remotePilotAddress: 'istiod.example.com'}},
    expected: {
      'Service istiod': {spec: {type: 'ExternalName', externalName: 'istiod.example.com'}},
      EndpointSlice: undefined,
    },
  },
  {
    name: 'an istiod here that only injects',
    chart,
    values: {
      profile: 'remote',
      configMap: true,
      istiodRemote: {enabledLocalInjectorIstiod: true},
      global: {remotePilotAddress: '10.1.2.3'},
    },
    expected: {
      'Service istiod-remote': {},
      'EndpointSlice istiod-remote': {metadata: {labels: {'kubernetes.io/service-name': 'istiod-remote'}}},
      'Service istiod': {},
      Deployment: {},
      'ConfigMap istio': {data: {mesh: text('discoveryAddress: istiod-remote.istio-system.svc:15012')}},
    },
  },
  {
    name: 'a cluster with the configuration of an istiod elsewhere',
    chart,
    values: {profile: 'remote', global: {configCluster: true}},
    expected: {ServiceAccount: {}, Role: {}, ValidatingWebhookConfiguration: {}, Deployment: undefined},
  },
];

describe('chart istiod: remote', () => testCharts(remote));
