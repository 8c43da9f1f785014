// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {linesOf} from './analyze.js';

const yaml = (...documents: object[]) => documents.map((document) => JSON.stringify(document)).join('\n---\n');
const codes = async (...documents: object[]) =>
  (await linesOf(yaml(...documents))).flatMap((line) => /\[(ISTX?\d+)\]/.exec(line)?.[1] ?? []);

const shop = {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop', labels: {'istio-injection': 'enabled'}}};
const cart = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name: 'cart', namespace: 'shop'},
  spec: {selector: {app: 'cart'}, ports: [{name: 'http', port: 80}]},
};
const template = {
  metadata: {labels: {app: 'cart', version: 'v1'}},
  spec: {serviceAccountName: 'cart', containers: [{name: 'a', image: 'b'}]},
};
const maker = (apiVersion: string, kind: string, spec: object) => ({
  apiVersion,
  kind,
  metadata: {name: 'cart', namespace: 'shop'},
  spec,
});

/** Objects that say nothing is there unless workloads with the labels of the template are. */
const askers = [
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: {name: 'cart', namespace: 'shop'},
    spec: {host: 'cart', subsets: [{name: 'v1', labels: {version: 'v1'}}]},
  },
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Sidecar',
    metadata: {name: 'cart', namespace: 'shop'},
    spec: {workloadSelector: {labels: {app: 'cart'}}, egress: [{hosts: ['./*']}]},
  },
  {
    apiVersion: 'telemetry.istio.io/v1',
    kind: 'Telemetry',
    metadata: {name: 'cart', namespace: 'shop'},
    spec: {selector: {matchLabels: {app: 'cart'}}},
  },
  {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: {name: 'cart', namespace: 'shop'},
    spec: {
      selector: {matchLabels: {app: 'cart'}},
      rules: [{from: [{source: {principals: ['cluster.local/ns/shop/sa/cart']}}]}],
    },
  },
  {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: {name: 'cart', namespace: 'shop'},
    spec: {
      selector: {app: 'cart'},
      servers: [{port: {number: 80, name: 'http', protocol: 'HTTP'}, hosts: ['*']}],
    },
  },
];

describe('pods that are not written down are there', () => {
  test.each([
    ['of a Deployment', maker('apps/v1', 'Deployment', {template})],
    ['of a StatefulSet', maker('apps/v1', 'StatefulSet', {template})],
    ['of a DaemonSet', maker('apps/v1', 'DaemonSet', {template})],
    ['of a ReplicaSet', maker('apps/v1', 'ReplicaSet', {template})],
    ['of a ReplicationController', maker('v1', 'ReplicationController', {template})],
    ['of a Job', maker('batch/v1', 'Job', {template})],
    ['of a CronJob', maker('batch/v1', 'CronJob', {jobTemplate: {spec: {template}}})],
    ['of an Argo Rollout', maker('argoproj.io/v1alpha1', 'Rollout', {template})],
    ['of a Knative Service', maker('serving.knative.dev/v1', 'Service', {template})],
    ['of a CloneSet', maker('apps.kruise.io/v1alpha1', 'CloneSet', {template})],
    ['of a DeploymentConfig', maker('apps.openshift.io/v1', 'DeploymentConfig', {template})],
    [
      'of a virtual machine',
      maker('kubevirt.io/v1', 'VirtualMachine', {
        template: {metadata: template.metadata, spec: {domain: {}, serviceAccountName: 'cart'}},
      }),
    ],
  ])('%s', async (_, controller) => {
    expect(await codes(shop, cart, controller, ...askers)).toEqual([]);
  });

  test.each([
    [
      'a WorkloadEntry',
      'WorkloadEntry',
      {address: '1.2.3.4', labels: template.metadata.labels, serviceAccount: 'cart'},
    ],
    [
      'a WorkloadGroup',
      'WorkloadGroup',
      {metadata: {labels: template.metadata.labels}, template: {serviceAccount: 'cart', ports: {http: 80}}},
    ],
  ])('%s is a workload as they are', async (_, kind, spec) => {
    const found = await codes(shop, cart, maker('networking.istio.io/v1', kind, spec), ...askers);
    expect(found).toEqual([]);
  });

  test('the labels of metadata are those of the machine, too', async () => {
    const entry = {
      ...maker('networking.istio.io/v1', 'WorkloadEntry', {address: '1.2.3.4', serviceAccount: 'cart'}),
      metadata: {name: 'm', namespace: 'shop', labels: template.metadata.labels},
    };
    expect(await codes(shop, cart, entry, ...askers)).toEqual([]);
  });

  test.each([
    [
      'a template that only looks like one',
      maker('example.com/v1', 'App', {template: {metadata: template.metadata, spec: {containers: [{name: {a: 'b'}}]}}}),
    ],
    ['what has no template', maker('argoproj.io/v1alpha1', 'Rollout', {workloadRef: {kind: 'Deployment', name: 'x'}})],
    [
      'a template of something else',
      maker('argoproj.io/v1alpha1', 'ApplicationSet', {template: {...template, spec: {}}}),
    ],
    ['pods of another namespace', {...maker('batch/v1', 'Job', {template}), metadata: {name: 'c', namespace: 'x'}}],
  ])('but not of %s', async (_, controller) => {
    const found = await codes(shop, cart, controller, ...askers.slice(0, 4));
    expect(found).toEqual(expect.arrayContaining(['IST0101', 'IST0127', 'IST0173']));
  });

  test('two controllers of one name have pods of both', async () => {
    const other = {metadata: {labels: {app: 'cart', version: 'v2'}}, spec: template.spec};
    const both = [maker('apps/v1', 'Deployment', {template: other}), maker('batch/v1', 'Job', {template})];
    expect(await codes(shop, cart, ...both, ...askers.slice(0, 4))).toEqual([]);
  });

  test.each(['pod-template-hash', 'rollouts-pod-template-hash', 'statefulset.kubernetes.io/pod-name', 'istio.io/rev'])(
    'with the label %s, which they get when they are made',
    async (label) => {
      const subsets = [{name: 'v1', labels: {[label]: 'x'}}];
      const rule = {...askers[0]!, spec: {host: 'cart', subsets}};
      expect(await codes(shop, cart, maker('apps/v1', 'StatefulSet', {template}), rule)).toEqual([]);
    },
  );

  test('of a Gateway of Gateway API, with its Service', async () => {
    const front = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: {name: 'front', namespace: 'shop'},
      spec: {gatewayClassName: 'istio', listeners: [{name: 'http', port: 80, protocol: 'HTTP'}]},
    };
    const selector = {'gateway.networking.k8s.io/gateway-name': 'front'};
    const old = {...askers[4]!, spec: {...askers[4]!.spec, selector}};
    const policy = {
      ...askers[3]!,
      spec: {action: 'DENY', selector: {matchLabels: selector}, rules: [{to: [{operation: {ports: ['81']}}]}]},
    };
    expect(await codes(shop, front, old, policy)).toEqual(['IST0166']);
    expect(await codes(shop, {...front, spec: {...front.spec, gatewayClassName: 'other'}}, old)).toEqual(['IST0101']);
  });
});
