// SPDX-License-Identifier: Apache-2.0
import path from 'node:path';
import * as fc from 'fast-check';
import {afterAll, describe, expect, test} from 'vitest';
import {stripDirectives} from '../../../src/manifest/input/merge-directives.js';
import {cloneTree, isTree, type Tree} from '../../../src/manifest/input/tree.js';
import {strategicMerge} from '../../../src/manifest/overlay/strategic-merge.js';
import {startOracle} from '../../support/go-oracle.js';

interface Request {
  kind: string;
  original: unknown;
  patch: unknown;
}

interface Answer {
  merged?: unknown;
  error?: string;
}

const oracle = startOracle<Request, Answer>(path.join(import.meta.dirname, 'oracle'));
afterAll(() => oracle?.close());

const pod = (spec: Tree): Tree => ({metadata: {name: 'p'}, spec});

describe('strategicMerge', () => {
  test.each<[string, string, Tree, Tree, Tree]>([
    ['maps merge, scalars replace', 'ConfigMap', {data: {a: '1', b: '2'}}, {data: {b: '3'}}, {data: {a: '1', b: '3'}}],
    ['null deletes', 'ConfigMap', {data: {a: '1'}, x: 1}, {data: {a: null}, x: null}, {data: {}}],
    [
      'plain lists replace',
      'Pod',
      pod({tolerations: [{key: 'a'}]}),
      {spec: {tolerations: [{key: 'b'}]}},
      pod({tolerations: [{key: 'b'}]}),
    ],
    [
      'containers merge by name, new ones come first',
      'Pod',
      pod({containers: [{name: 'a', image: 'x', env: [{name: 'E', value: '1'}]}]}),
      {spec: {containers: [{name: 'b'}, {name: 'a', env: [{name: 'F'}, {name: 'E', value: '2'}]}]}},
      pod({containers: [{name: 'b'}, {name: 'a', image: 'x', env: [{name: 'F'}, {name: 'E', value: '2'}]}]}),
    ],
    [
      'a list element is deleted',
      'Pod',
      pod({volumes: [{name: 'a'}, {name: 'b'}]}),
      {spec: {volumes: [{name: 'a', $patch: 'delete'}]}},
      pod({volumes: [{name: 'b'}]}),
    ],
    [
      'a list is replaced',
      'Service',
      {spec: {ports: [{port: 1}, {port: 2}]}},
      {spec: {ports: [{$patch: 'replace'}, {port: 3}]}},
      {spec: {ports: [{port: 3}]}},
    ],
    [
      'only the keys that are named stay',
      'Pod',
      pod({volumes: [{name: 'a', emptyDir: {}}]}),
      {spec: {volumes: [{name: 'a', $retainKeys: ['name', 'secret'], secret: {secretName: 's'}}]}},
      pod({volumes: [{name: 'a', secret: {secretName: 's'}}]}),
    ],
    [
      'scalars leave a set',
      'Pod',
      {metadata: {finalizers: ['a', 'b']}},
      {metadata: {'$deleteFromPrimitiveList/finalizers': ['a'], '$setElementOrder/finalizers': ['b']}},
      {metadata: {finalizers: ['b']}},
    ],
    [
      'a list is put into order',
      'Pod',
      pod({containers: [{name: 'a'}, {name: 'b'}]}),
      {spec: {'$setElementOrder/containers': [{name: 'b'}, {name: 'c'}, {name: 'a'}], containers: [{name: 'c'}]}},
      pod({containers: [{name: 'b'}, {name: 'c'}, {name: 'a'}]}),
    ],
    [
      'a selector of a budget is replaced',
      'PodDisruptionBudget',
      {spec: {selector: {matchLabels: {a: '1'}}}},
      {spec: {selector: {matchLabels: {b: '1'}}}},
      {spec: {selector: {matchLabels: {b: '1'}}}},
    ],
  ])('%s', (_, kind, original, patch, expected) => {
    expect(strategicMerge(original, patch, kind)).toEqual(expected);
  });

  test.each<[string, Tree, string]>([
    ['an element without its key', {spec: {containers: [{image: 'x'}]}}, 'has no "name"'],
    ['a directive nobody knows', {spec: {$patch: 'swap'}}, '$patch'],
    ['keys that are patched but not retained', {spec: {$retainKeys: ['a'], b: 1}}, '$retainKeys'],
  ])('refuses %s', (_, patch, message) => {
    expect(() => strategicMerge(pod({containers: [{name: 'a'}]}), patch, 'Pod')).toThrow(message);
  });

  test('keeps hostile keys and leaves its arguments alone', () => {
    const original: Tree = JSON.parse('{"data":{"__proto__":"a"}}');
    const patch: Tree = JSON.parse('{"data":{"__proto__":"b","constructor":"c"}}');
    const before = [cloneTree(original), cloneTree(patch)];
    expect(JSON.stringify(strategicMerge(original, patch, 'ConfigMap'))).toBe(
      '{"data":{"__proto__":"b","constructor":"c"}}',
    );
    expect([original, patch]).toEqual(before);
  });
});

const name = fc.constantFrom('a', 'b', 'c', 'd');
const named = <T extends Tree>(fields: {[K in keyof T]: fc.Arbitrary<T[K]>}) =>
  fc.uniqueArray(fc.record({name, ...fields}, {requiredKeys: ['name']}), {selector: (item) => item.name, maxLength: 4});
const text = fc.constantFrom('x', 'y', '');
const container = {
  image: text,
  env: named({value: text}),
  args: fc.array(text, {maxLength: 2}),
  ports: fc.uniqueArray(
    fc.record({containerPort: fc.constantFrom(1, 2, 3), name: text}, {requiredKeys: ['containerPort']}),
    {
      selector: (item) => item.containerPort,
    },
  ),
  volumeMounts: fc.uniqueArray(fc.record({mountPath: fc.constantFrom('/a', '/b'), name}), {
    selector: (item) => item.mountPath,
  }),
  resources: fc.record({requests: fc.dictionary(name, text), limits: fc.dictionary(name, text)}, {requiredKeys: []}),
};
const podSpec = fc.record(
  {
    containers: named(container),
    initContainers: named(container),
    volumes: named({emptyDir: fc.constant({}), secret: fc.record({secretName: text})}),
    imagePullSecrets: named({}),
    nodeSelector: fc.dictionary(name, text),
    tolerations: fc.array(fc.record({key: text, operator: text}), {maxLength: 2}),
    topologySpreadConstraints: fc.uniqueArray(fc.record({topologyKey: name, maxSkew: fc.nat(3)}), {
      selector: (item) => item.topologyKey,
    }),
    hostAliases: fc.uniqueArray(fc.record({ip: name, hostnames: fc.array(name)}), {selector: (item) => item.ip}),
    serviceAccountName: text,
  },
  {requiredKeys: []},
);
const metadata = fc.record(
  {labels: fc.dictionary(name, text), annotations: fc.dictionary(name, text), finalizers: fc.uniqueArray(name)},
  {requiredKeys: []},
);
const deployment = fc.record({
  metadata,
  spec: fc.record({replicas: fc.nat(3), template: fc.record({metadata, spec: podSpec})}, {requiredKeys: []}),
});

/** Some entries become null, some list elements delete themselves, some lists replace. */
function withDirectives(value: unknown, next: () => number): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => withDirectives(item, next));
    return typeof value[0] === 'object' && 'name' in value[0] && next() % 12 === 0
      ? [...items, {$patch: 'replace'}]
      : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  if ('name' in value && !('mountPath' in value || 'containerPort' in value) && next() % 8 === 0)
    return {name: value.name, $patch: 'delete'};
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      !KEYS.has(key) && next() % 10 === 0 ? null : withDirectives(entry, next),
    ]),
  );
}

const KEYS = new Set([
  'name',
  'mountPath',
  'containerPort',
  'topologyKey',
  'ip',
  'metadata',
  'spec',
  'template',
  'containers',
]);

describe.skipIf(oracle === undefined)('against the API server (needs Go)', () => {
  const RUNS = 1500;

  /** The API server leaves directives in elements that it appends; there is no use in that. */
  test('merges as Kubernetes does', () => {
    const cases = fc
      .sample(fc.tuple(deployment, deployment, fc.array(fc.nat(1000), {minLength: 200, maxLength: 200})), {
        seed: 7,
        numRuns: RUNS,
      })
      .map(([original, patch, dice]): Request & {original: Tree; patch: Tree} => {
        let at = 0;
        const patched = withDirectives(patch, () => dice[at++ % dice.length] ?? 0);
        return {kind: 'Deployment', original, patch: isTree(patched) ? patched : {}};
      });
    const answers = oracle?.ask(cases) ?? [];
    for (const [i, {kind, original, patch}] of cases.entries()) {
      const answer = answers[i];
      const hint = JSON.stringify({original, patch});
      if (answer?.error !== undefined)
        expect(() => strategicMerge(original, patch, kind), `${answer.error} ${hint}`).toThrow();
      else expect(strategicMerge(original, patch, kind), hint).toEqual(stripDirectives(answer?.merged));
    }
    expect(answers.filter(({error}) => error === undefined).length).toBeGreaterThan(RUNS * 0.9);
  });
});
