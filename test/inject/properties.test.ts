// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {getIn, isTree, type Tree, treeIn} from '../../src/manifest/input/tree.js';
import {emitYaml} from '../../src/yaml/emit.js';
import {parseYaml, parseYamlDocuments} from '../../src/yaml/parse.js';
import {injected, injectorOf} from './installation.js';

const POD = ['spec', 'template'];

const port = fc.record({name: fc.constantFrom('http', 'admin'), containerPort: fc.integer({min: 1, max: 65535})});
const handler = fc.oneof(
  fc.record({
    httpGet: fc.record({
      port: fc.oneof(fc.constant('http'), fc.integer({min: 1, max: 65535})),
      path: fc.constant('/x'),
    }),
  }),
  fc.record({tcpSocket: fc.record({port: fc.integer({min: 1, max: 65535})})}),
  fc.record({grpc: fc.record({port: fc.integer({min: 1, max: 65535})})}),
  fc.record({exec: fc.record({command: fc.constant(['true'])})}),
);
const container = fc.record(
  {
    image: fc.constantFrom('a:1', 'b'),
    ports: fc.uniqueArray(port, {maxLength: 2, selector: ({containerPort}) => containerPort}),
    readinessProbe: handler,
    livenessProbe: handler,
    env: fc.array(fc.record({name: fc.constantFrom('A', 'B'), value: fc.string()}), {maxLength: 1}),
    resources: fc.constant({limits: {cpu: '2000m'}}),
  },
  {requiredKeys: ['image']},
);
const annotations = fc.dictionary(
  fc.constantFrom(
    'prometheus.io/port',
    'prometheus.io/scrape',
    'prometheus.io/path',
    'note',
    'sidecar.istio.io/logLevel',
  ),
  fc.constantFrom('true', 'false', '9090', '/m'),
);

/** Deployments, some with a proxy of the user's own. */
const deployment = fc
  .record({
    name: fc.constantFrom('shop', 'cart'),
    native: fc.constantFrom(undefined, 'true', 'false'),
    containers: fc.array(container, {minLength: 1, maxLength: 3}),
    initContainers: fc.array(container, {maxLength: 2}),
    proxy: fc.option(fc.record({image: fc.constantFrom('auto', 'own:1'), tty: fc.boolean()}), {nil: undefined}),
    annotations,
    labels: fc.dictionary(fc.constantFrom('app', 'version', 'x'), fc.constantFrom('a', 'b')),
  })
  .map(({name, native, containers, initContainers, proxy, annotations, labels}) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name},
    spec: {
      selector: {},
      template: {
        metadata: {
          labels,
          annotations: {...annotations, ...(native !== undefined && {'sidecar.istio.io/nativeSidecar': native})},
        },
        spec: {
          containers: [
            ...containers.map((one, i) => ({name: `c${i}`, ...one})),
            ...(proxy === undefined ? [] : [{name: 'istio-proxy', ...proxy}]),
          ],
          initContainers: initContainers.map((one, i) => ({name: `i${i}`, ...one})),
        },
      },
    },
  }));

describe('injection', () => {
  test.each([
    {set: []},
    {set: ['components.cni.enabled=true', 'values.global.network=n', 'values.global.multiCluster.clusterName=c']},
    {set: ['meshConfig.defaultConfig.holdApplicationUntilProxyStarts=true']},
  ])('a second one changes nothing: $set', async ({set}) => {
    const injector = await injectorOf(set);
    fc.assert(
      fc.property(deployment, (object) => {
        const once = injected(injector, emitYaml(object));
        expect(injected(injector, once)).toBe(once);
      }),
      {numRuns: 100},
    );
  });

  test('of a document does not depend on its neighbours', async () => {
    const injector = await injectorOf();
    fc.assert(
      fc.property(fc.array(deployment, {minLength: 1, maxLength: 5}), (objects) => {
        const alone = objects.map((object) => injected(injector, emitYaml(object)));
        const texts = objects.map((object) => emitYaml(object));
        expect(injected(injector, texts.join('---\n'))).toBe(alone.join(''));
        expect(injected(injector, texts.toReversed().join('---\n'))).toBe(alone.toReversed().join(''));
      }),
      {numRuns: 25},
    );
  });
});

const TEXTS = [
  ...['logLevel', 'componentLogLevel', 'agentLogLevel', 'bootstrapOverride', 'proxyImage', 'proxyImageType'],
  ...['capNetBindService', 'nativeSidecar'],
].map((key) => `sidecar.istio.io/${key}`);
const FREE = [
  ...TEXTS,
  'k8s.v1.cni.cncf.io/networks',
  'kubectl.kubernetes.io/default-container',
  'prometheus.io/path',
  'resource.opentelemetry.io/service.version',
];
/** The injector writes these anew. */
const CHANGED = new Set(['k8s.v1.cni.cncf.io/networks', 'prometheus.io/path', 'service.istio.io/canonical-name']);
const LABELS = [
  'security.istio.io/tlsMode',
  'service.istio.io/canonical-name',
  'service.istio.io/workload-name',
  'app',
];

const hostile = fc.oneof(
  fc.string(),
  fc.constantFrom(
    ...[
      '"',
      "'",
      '\n',
      '": {x: 1}\n',
      '\n  - name: evil\n    image: evil\n',
      '{{ .Values }}',
      '*a',
      '&a b',
      '# c',
      '\\',
    ],
    ...[
      '"\nspec:\n  hostNetwork: true\n#',
      '- x',
      ': ',
      '!!binary x',
      '\u0000',
      '\u2028',
      '%YAML 1.2',
      '<<',
      '__proto__',
    ],
  ),
);

describe('hostile texts', () => {
  /** What a pod consists of, without the texts in it. */
  function shapeOf(pod: Tree): unknown {
    const names = (list: string) => {
      const items = getIn(pod, ['spec', list]);
      return Array.isArray(items) ? items.map((item) => [treeIn(item, [])['name'], Object.keys(treeIn(item, []))]) : [];
    };
    return {
      lists: ['containers', 'initContainers', 'volumes'].map(names),
      keys: Object.keys(treeIn(pod, ['spec'])),
      labels: Object.keys(treeIn(pod, ['metadata', 'labels'])),
      annotations: Object.keys(treeIn(pod, ['metadata', 'annotations'])),
    };
  }

  test.each([{set: []}, {set: ['components.cni.enabled=true', 'values.cni.provider=multus']}])(
    'in annotations and labels stay texts: $set',
    async ({set}) => {
      const injector = await injectorOf(set);
      const podOf = (key: string, where: string, value: string) => {
        const metadata = {[where]: {[key]: value}};
        const spec = {containers: [{name: 'app', image: 'a'}]};
        const object = {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: {name: 'x'},
          spec: {template: {metadata, spec}},
        };
        const [parsed] = parseYamlDocuments(injected(injector, emitYaml(object)));
        return treeIn(parsed, POD);
      };
      const place = fc.constantFrom(
        ...FREE.map((key) => ({key, where: 'annotations'})),
        ...LABELS.map((key) => ({key, where: 'labels'})),
      );
      fc.assert(
        fc.property(place, hostile, ({key, where}, value) => {
          const pod = podOf(key, where, value);
          expect(shapeOf(pod)).toEqual(shapeOf(podOf(key, where, value === '' ? '' : 'harmless')));
          // An empty label is none.
          if (value === '' && where === 'labels') return;
          if (!CHANGED.has(key)) expect(treeIn(pod, ['metadata', where])[key]).toBe(kept(value));
        }),
        {numRuns: 200},
      );
    },
  );

  /** What no encoding can hold is replaced on the way in. */
  function kept(value: string): unknown {
    const read = parseYaml(emitYaml({value}));
    return isTree(read) ? read['value'] : undefined;
  }
});
