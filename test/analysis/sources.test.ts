// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {cutDocuments} from '../../src/analysis/sources/documents.js';
import {readFiles} from '../../src/analysis/sources/files.js';

const SERVICE_ENTRY = 'apiVersion: networking.istio.io/v1\nkind: ServiceEntry\n';
const request = {kinds: new Set(['ServiceEntry', 'Gateway'] as const), defaultNamespace: 'default'};

function read(...texts: string[]) {
  return readFiles(
    texts.map((text, i) => ({name: `f${i}.yaml`, text})),
    request,
  );
}

test.each([
  [
    'two documents',
    'a: 1\n---\nb: 2\n',
    [
      [0, 'a: 1', 1],
      [1, 'b: 2', 3],
    ],
  ],
  [
    'blank ones count but are left out',
    'a: 1\n---\n\n---\nb: 2',
    [
      [0, 'a: 1', 1],
      [2, 'b: 2', 5],
    ],
  ],
  ['a separator at the start stays in the text', '---\n# x\na: 1\n', [[0, '---\n# x\na: 1', 2]]],
  ['a comment behind dashes does not cut', 'a: 1\n--- # x\nb: 2\n', [[0, 'a: 1\n--- # x\nb: 2', 1]]],
])('%s', (_, text, chunks) => {
  expect(cutDocuments(text).map((chunk) => [chunk.index, chunk.text, chunk.line])).toEqual(chunks);
});

test.each([
  ['a plain file', `${SERVICE_ENTRY}metadata: {name: a}\nspec:\n  hosts:\n  - p\n  - q\n`, 1, 7],
  [
    'after a separator at the start, one too many',
    `---\n${SERVICE_ENTRY}metadata: {name: a}\nspec:\n  hosts: [p,\n    q]\n`,
    2,
    8,
  ],
  [
    'an element of a List, one too many, blank lines left out',
    `kind: List\nitems:\n- kind: ServiceEntry\n  apiVersion: networking.istio.io/v1\n\n  metadata: {name: a}\n  spec:\n    hosts:\n    - p\n    - q\n`,
    4,
    10,
  ],
])('lines are those of the reference: %s', (_, text, line, hostLine) => {
  const [resource] = read(text).resources;
  expect(resource?.origin?.line).toBe(line);
  expect(resource?.origin?.lineOf(['spec', 'hosts', 1])).toBe(hostLine);
  expect(resource?.origin?.lineOf(['spec', 'hosts'])).toBeUndefined();
  expect(resource?.origin?.lineOf(['spec', 'nothing', 0])).toBeUndefined();
});

test('the last of two resources with one name counts, wherever it stands', () => {
  const entry = (host: string) => `${SERVICE_ENTRY}metadata: {name: a}\nspec: {hosts: [${host}]}\n`;
  expect(read(entry('x'), entry('q')).resources.map(({spec}) => spec)).toEqual([{hosts: ['q']}]);
  const twice = [
    {name: '-', text: entry('x')},
    {name: '-', text: ''},
  ];
  expect(readFiles(twice, request).resources).toEqual([]);
});

test.each([
  [
    'a value of another type',
    `${SERVICE_ENTRY}spec: {hosts: [1]}`,
    'cannot unmarshal number into Go struct field ServiceEntry.spec of type string',
  ],
  [
    'an unknown word of an enum',
    `${SERVICE_ENTRY}spec: {resolution: FOO}`,
    'for enum istio.networking.v1alpha3.ServiceEntry.Resolution',
  ],
  ['a duration without a unit', `${SERVICE_ENTRY}metadata: {creationTimestamp: now}`, 'parsing time "now"'],
  ['nothing that names a kind', 'a: b', 'unable to parse resource with no group, version and kind'],
  ['no YAML', 'a: [', 'failed converting YAML to JSON: yaml: line 1'],
  ['a List without items', 'kind: List', 'malformed items field'],
  [
    'a List of flow maps that are no JSON',
    'kind: List\nitems:\n- {kind: ServiceEntry}',
    "invalid character 'k' looking for beginning of object key string",
  ],
])('%s is reported and left out', (_, text, reason) => {
  const {resources, errors} = read(text, `${SERVICE_ENTRY}metadata: {name: ok}`);
  expect(errors).toHaveLength(1);
  expect(errors[0]?.errors[0]?.text).toMatch(/^error processing f0\.yaml\[0\]: /);
  expect(errors[0]?.errors[0]?.text).toContain(reason);
  expect(resources.map(({name}) => name)).toEqual(['ok']);
});

test('what the reference takes is taken: snake case, numbers in quotes, nulls, the last of a oneof', () => {
  const text = `${SERVICE_ENTRY}metadata: {name: a}\nspec: {export_to: ["."], ports: [{number: "80"}, null], workloadSelector: null}`;
  expect(read(text).resources[0]?.spec).toEqual({exportTo: ['.'], ports: [{number: 80}, {}]});
});

test('namespaces of the platform are passed over', () => {
  expect(read(`${SERVICE_ENTRY}metadata: {name: a, namespace: kube-system}`).resources).toEqual([]);
});
