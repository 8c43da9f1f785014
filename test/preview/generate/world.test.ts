// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {readMesh} from '../../../src/preview/read/mesh.js';
import {refuseInvalid} from '../../../src/preview/read/validity.js';
import {previewOf} from '../../../src/preview/resources.js';
import {random} from './random.js';
import {world} from './world.js';

const read = (text: string) => readMesh([{name: 'world.yaml', text}]);

describe('a random world', () => {
  test.each([1, 2, 3, 4, 5, 6])('follows from its seed and is admitted: %i', async (seed) => {
    const text = world(seed, 5);
    expect(world(seed, 5)).toBe(text);
    await expect(refuseInvalid(read(text), false)).resolves.toBeUndefined();
  });

  test('differs from those of other seeds', () => {
    expect(world(1, 2)).not.toBe(world(2, 2));
  });
});

describe('a preview of a random world', () => {
  test.each([11, 12, 13])('does not depend on the order of kinds, nor on what nobody sees: %i', async (seed) => {
    const documents = world(seed, 2).split('\n---\n');
    const kind = (text: string): string => String(JSON.parse(text).kind);
    const byKind = documents.toSorted((a, b) => (kind(a) < kind(b) ? -1 : Number(kind(a) > kind(b))));
    const unseen = JSON.stringify({
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: {name: 'unseen', namespace: 'elsewhere'},
      spec: {hosts: ['unseen.example'], exportTo: ['.'], http: [{directResponse: {status: 200}}]},
    });
    const [whole, sorted] = [read(documents.join('\n---\n')), read([...byKind, unseen].join('\n---\n'))];
    const pods = random(seed).shuffled(whole.pods).slice(0, 4);
    for (const pod of pods) {
      const other = sorted.pods.find(({name, namespace}) => name === pod.name && namespace === pod.namespace);
      if (!other) throw new Error(`no pod ${pod.name}`);
      const [left, right] = [await previewOf(pod, whole), await previewOf(other, sorted)];
      expect(names(right.resources.clusters)).toEqual(names(left.resources.clusters));
      expect(byName(right.resources.endpoints)).toEqual(byName(left.resources.endpoints));
      expect(names(right.resources.listeners)).toEqual(names(left.resources.listeners));
    }
  });
});

function names(list: readonly Record<string, unknown>[]): string[] {
  return list.map((one) => String(one['name'])).sort();
}

function byName(list: readonly Record<string, unknown>[]): Record<string, unknown> {
  return Object.fromEntries(list.map((one) => [String(one['cluster_name']), one]));
}
