// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {readConfigDump} from '../../../src/envoy/dump/config-dump.js';
import {type CompareOptions, compareMeshes} from '../../../src/preview/change/compare.js';
import {changedObjects, withOnly} from '../../../src/preview/change/objects.js';
import {readDocuments, type WrittenObject} from '../../../src/preview/read/documents.js';
import {meshOf} from '../../../src/preview/read/mesh.js';
import {configDump} from '../../../src/writer/preview/dump.js';

const {objects} = readDocuments([
  {name: 'shop.yaml', text: readFileSync('test/testdata/examples/mesh/shop.yaml', 'utf8')},
]);
const meshOfObjects = (all: readonly WrittenObject[]) => meshOf(all, {placeholders: true});
const options: CompareOptions = {
  compat: false,
  dumpOf: ({proxy, resources}) =>
    readConfigDump({bytes: Buffer.from(JSON.stringify(configDump(resources, proxy))), name: proxy.name}),
};

/** Objects of the mesh that are one of a kind: their age decides nothing. */
const shuffled = fc.shuffledSubarray([...objects], {minLength: objects.length});

test('the order of documents changes nothing where age decides nothing', async () => {
  await fc.assert(
    fc.asyncProperty(shuffled, async (other) => {
      expect(await compareMeshes(meshOfObjects(objects), meshOfObjects(other), options)).toMatchObject({
        total: 3,
        changed: [],
        added: [],
        removed: [],
      });
      expect(changedObjects(objects, other)).toEqual([]);
    }),
    {numRuns: 10},
  );
});

const UNRELATED = fc.constantFrom(
  object('v1', 'Service', 'other', {spec: {ports: [{name: 'http', port: 80}]}}, {'networking.istio.io/exportTo': '.'}),
  object('networking.istio.io/v1', 'DestinationRule', 'other', {spec: {host: 'nobody.example', exportTo: ['.']}}),
  object('security.istio.io/v1', 'AuthorizationPolicy', 'other', {spec: {}}),
  object('networking.istio.io/v1', 'Sidecar', 'other', {spec: {egress: [{hosts: ['./*']}]}}),
  object('v1', 'Secret', 'other', {data: {}}),
);

test('an object of another namespace that is not exported changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(UNRELATED, fc.nat(objects.length), async (other, place) => {
      const with_ = [...objects.slice(0, place), other, ...objects.slice(place)];
      expect((await compareMeshes(meshOfObjects(objects), meshOfObjects(with_), options)).changed).toEqual([]);
    }),
    {numRuns: 15},
  );
});

test('one object at a time makes the state after', () => {
  fc.assert(
    fc.property(fc.subarray([...objects]), fc.subarray([...objects]), (before, after) => {
      const changed = changedObjects(before, after);
      const made = changed.reduce((state, one) => withOnly(state, one), before);
      expect(changedObjects(made, after)).toEqual([]);
    }),
    {numRuns: 50},
  );
});

function object(
  apiVersion: string,
  kind: string,
  name: string,
  rest: object,
  annotations: Readonly<Record<string, string>> = {},
): WrittenObject {
  return {apiVersion, kind, fields: {apiVersion, kind, metadata: {name, namespace: 'elsewhere', annotations}, ...rest}};
}
