// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {ExitCode} from '../../src/errors.js';
import {detectedSettings} from '../../src/manifest/detected.js';
import {InvalidInput} from '../../src/manifest/invalid-input.js';
import type {ManifestObject} from '../../src/manifest/object.js';
import {sortForOutput, streamYaml} from '../../src/manifest/object-order.js';
import type {RenderRequest} from '../../src/manifest/render.js';
import {getIn, type Tree} from '../../src/manifest/tree.js';
import {smallPackage} from './package.js';
import {render as renderFrom} from './render.js';

const source = smallPackage();
const render = (request: Partial<RenderRequest> = {}) => renderFrom({source, ...request});

/** A file with this spec, as YAML or JSON. */
const iop = (spec: Tree | string, name = 'iop.yaml') => ({
  name,
  text: `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: ${typeof spec === 'string' ? spec : JSON.stringify(spec)}\n`,
});

const ids = (objects: readonly ManifestObject[]) =>
  objects.map(({component, kind, namespace, name}) => `${component} ${kind} ${namespace}/${name}`);

function object(objects: readonly ManifestObject[], kind: string, name: string): Tree {
  const found = objects.find((each) => each.kind === kind && each.name === name);
  if (found === undefined) throw new Error(`no ${kind} ${name} in ${ids(objects).join(', ')}`);
  return found.value();
}

async function valuesOf(request: Partial<RenderRequest>, component = 'Pilot'): Promise<unknown> {
  const {objects} = await render(request);
  const map = objects.find((each) => each.component === component && each.kind === 'ConfigMap');
  return JSON.parse(String(getIn(map?.value(), ['data', 'values'])));
}

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

describe('precedence', () => {
  test('default profile < profile < detected < release < files < --set', async () => {
    const request = {
      files: [iop({profile: 'ambient', values: {a: 'file 1', b: 'file 1'}}), iop({values: {b: 'file 2', c: 'file 2'}})],
      set: ['values.c=set', 'values.d=set'],
      detected: detectedSettings('v1.33.0-gke.1'),
    };
    expect(await valuesOf(request)).toMatchObject({
      a: 'file 1',
      b: 'file 2',
      c: 'set',
      d: 'set',
      profile: 'ambient',
      global: {hub: 'registry.istio.io/release', tag: '1.30.3', platform: 'gke', istioNamespace: 'istio-system'},
    });
    const {objects} = await render(request);
    expect(object(objects, 'DaemonSet', 'istio-cni-node')).toMatchObject({metadata: {namespace: 'kube-system'}});
  });

  test('fields of spec become values, and the values that were given win', async () => {
    const files = [
      iop({
        hub: 'h',
        tag: 2,
        revision: 'r',
        meshConfig: {x: {y: 1}},
        values: {meshConfig: {x: {z: 2}}, pilot: {cni: {enabled: true}}},
      }),
    ];
    expect(await valuesOf({files})).toMatchObject({
      global: {hub: 'h', tag: '2'},
      revision: 'r',
      meshConfig: {x: {y: 1, z: 2}},
      pilot: {enabled: false, cni: {enabled: true}},
    });
  });

  test('lists replace and null takes away', async () => {
    const files = [iop({values: {list: [1, 2], gone: {a: 1}}}), iop({values: {list: [3], gone: null}})];
    expect(await valuesOf({files})).toMatchObject({list: [3]});
  });

  test('unvalidated values win over all', async () => {
    expect(await valuesOf({files: [iop({values: {a: 1}, unvalidatedValues: {a: 2}})]})).toMatchObject({a: 2});
  });

  test('an empty spec counts as none', async () => {
    expect((await render({files: [iop('')]})).objects).toHaveLength(6);
  });

  test('ztunnel gets its values at the root', async () => {
    const files = [iop({profile: 'ambient', values: {ztunnel: {env: {A: 'b'}}, list: [1], other: {x: 1}}})];
    const values = await valuesOf({files}, 'Ztunnel');
    expect(values).toMatchObject({resourceName: 'ztunnel', env: {A: 'b'}, list: [1], profile: 'ambient'});
    expect(values).not.toHaveProperty('other');
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
    const ports = [{port: 80}];
    const gateway = {
      name: 'gw',
      namespace: 'ns',
      tag: '1.20',
      label: {a: 'b'},
      k8s: {service: {ports, type: 'ClusterIP'}},
    };
    const {objects, document} = await render({files: [iop({components: {ingressGateways: [gateway]}})]});
    expect(object(objects, 'Deployment', 'gw')).toMatchObject({metadata: {namespace: 'ns'}});
    expect(getIn(document, ['spec', 'values', 'gateways', 'istio-ingressgateway'])).toEqual({});
  });

  test('the same request renders the same bytes', async () => {
    const once = streamYaml((await pilot({replicaCount: 3})).objects);
    expect(streamYaml((await pilot({replicaCount: 3})).objects)).toBe(once);
  });
});

describe('overlays', () => {
  const overlaid = (kind: string, name: string, patches: Tree[], request: Partial<RenderRequest> = {}) =>
    render({files: [iop({components: {pilot: {k8s: {overlays: [{kind, name, patches}]}}}})], ...request});
  const container = 'spec.template.spec.containers.[name:discovery]';

  test.each<[string, Tree, Tree]>([
    ['by path', {path: 'spec.replicas', value: 5}, {spec: {replicas: 5}}],
    ['made on the way', {path: 'spec.a.b', value: {c: 1}}, {spec: {a: {b: {c: 1}}}}],
    ['list made on the way', {path: 'spec.list[0].a', value: 1}, {spec: {list: [{a: 1}]}}],
    [
      'element by pattern',
      {path: `${container}.args.[30m]`, value: '60m'},
      {spec: {template: {spec: {containers: [{args: ['a', '60m']}]}}}},
    ],
    [
      'element by index',
      {path: `${container}.args[0]`, value: 'b'},
      {spec: {template: {spec: {containers: [{args: ['b', '30m']}]}}}},
    ],
    [
      'appended',
      {path: `${container}.args.[-1]`, value: 'c'},
      {spec: {template: {spec: {containers: [{args: ['a', '30m', 'c']}]}}}},
    ],
    [
      'added to a list',
      {path: `${container}.args`, value: 'c'},
      {spec: {template: {spec: {containers: [{args: ['a', '30m', 'c']}]}}}},
    ],
    [
      'list replaced',
      {path: `${container}.args`, value: ['c']},
      {spec: {template: {spec: {containers: [{args: ['c']}]}}}},
    ],
    ['element deleted', {path: `${container}.args.[a]`}, {spec: {template: {spec: {containers: [{args: ['30m']}]}}}}],
    [
      'text that is a map',
      {path: 'spec.strategy', value: 'type: Recreate\nx:\n  z: 1\n'},
      {spec: {strategy: {type: 'Recreate', x: {z: 1}}}},
    ],
    ['text that is JSON', {path: 'spec.x', value: '{"a": 1}'}, {spec: {x: '{"a": 1}'}}],
    ['text in a map of texts', {path: 'metadata.annotations.x', value: 'a: b'}, {metadata: {annotations: {x: 'a: b'}}}],
  ])('%s', async (_, patch, expected) => {
    const {objects, warnings} = await overlaid('Deployment', 'istiod', [patch]);
    expect(object(objects, 'Deployment', 'istiod')).toMatchObject(expected);
    expect(warnings).toEqual(['WARNING: be careful']);
  });

  test('entry deleted', async () => {
    const {objects} = await overlaid('Deployment', 'istiod', [{path: 'spec.template.spec.tolerations', value: null}]);
    expect(getIn(object(objects, 'Deployment', 'istiod'), ['spec', 'template', 'spec'])).not.toHaveProperty(
      'tolerations',
    );
  });

  test('a text that is a map is one everywhere for the reference', async () => {
    const {objects} = await overlaid('ConfigMap', 'values', [{path: 'data.x', value: 'a: b'}], {compat: true});
    expect(object(objects, 'ConfigMap', 'values')).toMatchObject({data: {x: {a: 'b'}}});
  });

  test('setting and deleting twice is setting and deleting once', async () => {
    const set = {path: 'spec.a.b', value: [1]};
    const once = await overlaid('Deployment', 'istiod', [set]);
    const twice = await overlaid('Deployment', 'istiod', [set, set]);
    expect(object(twice.objects, 'Deployment', 'istiod')).toEqual(object(once.objects, 'Deployment', 'istiod'));
  });

  test.each<[string, string, Tree, string]>([
    ['Deployment', 'other', {path: 'spec.replicas', value: 1}, 'overlay of Deployment other: pilot has no such object'],
    ['Deployment', 'istiod', {path: 'spec.replicas.x', value: 1}, 'spec.replicas is no object'],
    [
      'Deployment',
      'istiod',
      {path: 'spec.template.spec.containers.[name:x].image', value: 1},
      'has no element [name:x]',
    ],
    ['Deployment', 'istiod', {path: 'spec.nothing.here'}, 'there is no nothing in spec'],
    ['Deployment', 'istiod', {path: `${container}.args.[(]`, value: 1}, '[(] is no regular expression'],
    ['Deployment', 'istiod', {path: '', value: 1}, 'the path is empty'],
  ])('of %s %s that cannot be made are warned of', async (kind, name, patch, message) => {
    const {warnings} = await overlaid(kind, name, [patch]);
    expect(warnings.join('\n')).toContain(message);
  });

  test('CRDs can be changed too', async () => {
    const overlays = [
      {kind: 'CustomResourceDefinition', name: 'x.example.io', patches: [{path: 'spec.group', value: 'g'}]},
    ];
    const {objects} = await render({files: [iop({components: {base: {k8s: {overlays}}}})]});
    expect(object(objects, 'CustomResourceDefinition', 'x.example.io')).toMatchObject({spec: {group: 'g'}});
  });
});

describe('bad input', () => {
  test.each<[string, Partial<RenderRequest>, string, number]>([
    [
      'text that is not YAML',
      {files: [{name: 'a.yaml', text: 'kind: x\nspec: [\n'}]},
      'a.yaml:3:1: this is not YAML',
      ExitCode.UnreadableInput,
    ],
    [
      'two objects',
      {files: [{name: 'a.yaml', text: 'kind: x\n---\nkind: y\n'}]},
      'a.yaml contains multiple IstioOperator CRs, only one per file is supported (lines 1 and 3)',
      1,
    ],
    [
      'no kind',
      {files: [{name: 'a.yaml', text: '\n\nprofile: demo\n'}]},
      'a.yaml:1: unable to parse file: the object has no kind',
      1,
    ],
    [
      'a list',
      {files: [{name: '-', text: '- a\n'}]},
      'stdin:1: this is no object but a list',
      ExitCode.UnreadableInput,
    ],
    ['stdin in the middle', {files: [{name: '-', text: ''}, iop({})]}, 'stdin is only allowed as the last filename', 1],
    ['an unknown profile', {set: ['profile=ambiant']}, 'profile "ambiant" not found in the built-in package', 1],
    ['a path as profile', {set: ['profile=/tmp/x.yaml']}, 'profile "/tmp/x.yaml" not found', 1],
    [
      'a bad path',
      {set: ['components.ingressGateways[name:x].enabled=true']},
      'element [name:x] not found',
      ExitCode.Usage,
    ],
    [
      'a package that is not there',
      {set: ['installPackagePath=/does/not/exist']},
      '/does/not/exist is no package of charts: no such file or directory',
      ExitCode.UnreadableInput,
    ],
  ])('%s', async (_, request, message, exitCode) => {
    await expect(render(request)).rejects.toThrow(
      expect.objectContaining({message: expect.stringContaining(message), exitCode}),
    );
  });

  test('an unknown profile comes with the nearest names', async () => {
    await expect(render({set: ['profile=ambiant']})).rejects.toThrow(
      expect.objectContaining({hint: 'Did you mean ambient? the built-in package has ambient, default, empty.'}),
    );
  });

  test('empty files are no files', async () => {
    expect((await render({files: [{name: 'a.yaml', text: '# nothing\n---\n'}]})).objects).toHaveLength(6);
  });

  test('errors of validation stop everything, unless forced', async () => {
    const finding = {
      severity: 'error' as const,
      path: 'x',
      message: 'unknown field',
      suggestion: 'did you mean "y"?',
      origin: {file: 'a', line: 1, column: 2},
    };
    const request = {validate: () => [finding]};
    await expect(render(request)).rejects.toThrow(InvalidInput);
    await expect(render(request)).rejects.toThrow('a:1:2 error x: unknown field; did you mean "y"?');
    expect(await render({...request, force: true})).toMatchObject({findings: [finding]});
  });

  test('validation sees the sources with their positions', async () => {
    let seen: unknown;
    const file = iop('\n  values:\n    a: {b: 1}');
    await render({
      files: [file],
      set: ['values.c[0].d=1'],
      validate: ({sources, merged}) => {
        const [, , , given, set] = sources;
        seen = {
          kinds: sources.map(({kind}) => kind),
          position: given?.kind === 'file' ? given.position(['spec', 'values', 'a', 'b']) : undefined,
          path: set?.kind === 'set' ? set.path : undefined,
          value: getIn(merged, ['spec', 'values', 'c', 0, 'd']),
        };
        return [];
      },
    });
    expect(seen).toEqual({
      kinds: ['profile', 'detected', 'detected', 'file', 'set'],
      position: {line: 5, column: 9},
      path: ['spec', 'values', 'c', 0, 'd'],
      value: 1,
    });
  });
});
