// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {instanceValues} from '../../src/manifest/input/instance-values.js';
import {getIn, type Tree} from '../../src/manifest/input/tree.js';
import {sortForOutput, streamYaml} from '../../src/manifest/objects/object-order.js';
import {ids, iop, object, render} from './small.js';

describe('what is rendered', () => {
  test.each<[string, string[], string[]]>([
    ['the default profile', [], ['Base', 'Pilot', 'IngressGateways']],
    ['ambient', ['profile=ambient'], ['Base', 'Pilot', 'IngressGateways', 'Cni', 'Ztunnel']],
    ['nothing', ['profile=empty'], []],
    ['a component that is not switched off', ['profile=empty', 'components.cni.namespace=x'], ['Cni']],
    [
      'a gateway by its values',
      ['values.gateways.istio-egressgateway.enabled=true'],
      ['Base', 'Pilot', 'IngressGateways', 'EgressGateways'],
    ],
    ['the gateways of the profile, changed', ['components.ingressGateways[0].enabled=false'], ['Base', 'Pilot']],
    [
      'the gateway of that name',
      ['components.egressGateways[name:istio-egressgateway].enabled=true'],
      ['Base', 'Pilot', 'IngressGateways', 'EgressGateways'],
    ],
  ])('%s', async (_, set, components) => {
    const {objects} = await render({set});
    expect([...new Set(objects.map(({component}) => component))]).toEqual(components);
  });

  test('objects come in the order of files, and sorted for output', async () => {
    const {objects} = await render();
    expect(ids(objects)).toEqual([
      'Base CustomResourceDefinition /x.example.io',
      'Pilot PodDisruptionBudget /istiod',
      'Pilot Deployment istio-system/istiod',
      'Pilot Service /istiod',
      'Pilot ConfigMap /values',
      'IngressGateways Deployment istio-system/istio-ingressgateway',
    ]);
    expect(ids(sortForOutput(objects))).toEqual([
      'Base CustomResourceDefinition /x.example.io',
      'Pilot ConfigMap /values',
      'IngressGateways Deployment istio-system/istio-ingressgateway',
      'Pilot Deployment istio-system/istiod',
      'Pilot PodDisruptionBudget /istiod',
      'Pilot Service /istiod',
    ]);
    expect(sortForOutput(sortForOutput(objects).reverse())).toEqual(sortForOutput(objects));
  });

  test('a cut-out schema is put back without being read', async () => {
    const [crd] = (await render()).objects;
    expect(crd?.yaml()).toBe(
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: x.example.io\nspec:\n  group: example.io\n',
    );
    expect(crd?.value()).toEqual({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: {name: 'x.example.io'},
      spec: {group: 'example.io'},
    });
    expect(streamYaml(crd === undefined ? [] : [crd])).toMatch(/group: example\.io\n\n---\n$/);
  });

  test('warnings of NOTES.txt are passed on', async () => {
    expect((await render()).warnings).toEqual(['WARNING: be careful']);
  });

  test('a chart that fails says so', async () => {
    await expect(render({set: ['values.broken=true']})).rejects.toThrow(
      'execution error at (istiod/templates/NOTES.txt:3:',
    );
  });
});

describe('settings of a component', () => {
  const pilot = (k8s: Tree, set: string[] = []) => render({files: [iop({components: {pilot: {k8s}}})], set});

  test('change what was rendered', async () => {
    const {objects} = await pilot({
      env: [{name: 'B', value: '2'}],
      replicaCount: 3,
      tolerations: [{key: 'new'}],
      podAnnotations: {a: 'b'},
      resources: {requests: {cpu: '1'}},
      service: {type: 'NodePort', ports: [{port: 80, nodePort: 30080}]},
      serviceAnnotations: {s: 't'},
      podDisruptionBudget: {maxUnavailable: 1},
    });
    expect(object(objects, 'Deployment', 'istiod')).toMatchObject({
      spec: {
        replicas: 3,
        template: {
          metadata: {annotations: {a: 'b'}},
          spec: {
            tolerations: [{key: 'new'}],
            containers: [
              {
                env: [
                  {name: 'B', value: '2'},
                  {name: 'A', value: '1'},
                ],
                resources: {requests: {cpu: '1'}},
                args: ['a', '30m'],
              },
            ],
          },
        },
      },
    });
    expect(object(objects, 'Service', 'istiod')).toMatchObject({
      metadata: {annotations: {s: 't'}},
      spec: {type: 'NodePort', ports: [{port: 80, name: 'http', nodePort: 30080}]},
    });
    expect(object(objects, 'PodDisruptionBudget', 'istiod')).toMatchObject({
      spec: {minAvailable: null, maxUnavailable: 1},
    });
    expect(object(objects, 'Deployment', 'istio-ingressgateway')).toMatchObject({spec: {replicas: 1}});
  });

  test('find istiod of a revision', async () => {
    const {objects} = await pilot({replicaCount: 3}, ['revision=canary']);
    expect(object(objects, 'Deployment', 'istiod-canary')).toMatchObject({spec: {replicas: 3}});
  });

  test('hub, tag, ports, name and labels of a gateway are values', async () => {
    const k8s = {service: {type: 'ClusterIP', ports: [{port: 80}, {port: 443, targetPort: 8443}]}};
    const gateway = {name: 'gw', namespace: 'ns', hub: 'h', tag: '1.20', label: {a: 'b'}, k8s};
    const {components, document} = await render({files: [iop({components: {ingressGateways: [gateway, {}]}})]});
    const values = components
      .filter(({instance}) => instance.component.name === 'IngressGateways')
      .map(({instance}) =>
        getIn(instanceValues(instance, document, {compat: false}), ['gateways', 'istio-ingressgateway']),
      );
    expect(values).toEqual([
      {
        name: 'gw',
        labels: {a: 'b'},
        hub: 'h',
        tag: '1.20',
        ports: [
          {port: 80, targetPort: 0},
          {port: 443, targetPort: 8443},
        ],
      },
      {name: '', labels: {}},
    ]);
    expect(components.map(({instance}) => instance.namespace)).toEqual([
      'istio-system',
      'istio-system',
      'ns',
      'istio-system',
    ]);
  });

  test('the same request renders the same bytes', async () => {
    const once = streamYaml((await pilot({replicaCount: 3})).objects);
    expect(streamYaml((await pilot({replicaCount: 3})).objects)).toBe(once);
  });
});
