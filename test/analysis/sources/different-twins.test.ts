// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {analyze} from '../analyze.js';

const entry = (host: string, metadata: object = {}) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'ServiceEntry',
  metadata: {name: 'e', namespace: 'shop', ...metadata},
  spec: {hosts: [host], resolution: 'DNS', ports: [{number: 443, name: 'tls', protocol: 'TLS'}]},
});
const yaml = (...documents: object[]) => documents.map((document) => JSON.stringify(document)).join('\n---\n');

/** What is said of objects that are there twice: the place it is about, and the text. */
async function twins(files: Record<string, string>, changes: object = {}) {
  const {messages, fileErrors} = await analyze('', {
    files: Object.entries(files).map(([name, text]) => ({name, text})),
    complete: false,
    ...changes,
  });
  expect(fileErrors).toEqual([]);
  return messages.flatMap(({code, text, subject}) =>
    code === 'ISTX003' ? [`${subject?.origin?.file}:${subject?.origin?.line} ${text}`] : [],
  );
}

const TEXT = 'with different content: whichever is applied last replaces the other.';

describe('one object in two places', () => {
  test('is said where it says different things', async () => {
    const files = {'a.yaml': yaml(entry('a.com')), 'b.yaml': yaml(entry('x.com', {name: 'x'}), entry('b.com'))};
    expect(await twins(files)).toEqual([`b.yaml:3 The object is also in a.yaml:1, ${TEXT}`]);
    expect(await twins({'a.yaml': yaml(entry('a.com'), entry('b.com'))})).toEqual([
      `a.yaml:3 The object is also in a.yaml:1, ${TEXT}`,
    ]);
  });

  test.each([
    ['a label', entry('a.com', {labels: {a: 'b'}})],
    ['an annotation', entry('a.com', {annotations: {a: 'b'}})],
    ['another version of the API', {...entry('b.com'), apiVersion: 'networking.istio.io/v1beta1'}],
  ])('differs in %s', async (_, other) => {
    expect(await twins({'a.yaml': yaml(entry('a.com')), 'b.yaml': yaml(other)})).toHaveLength(1);
  });

  test('is said of each that replaces another', async () => {
    const files = Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.yaml`, yaml(entry(`${name}.com`))]));
    expect(await twins(files)).toEqual([
      `b.yaml:1 The object is also in a.yaml:1, ${TEXT}`,
      `c.yaml:1 The object is also in b.yaml:1, ${TEXT}`,
    ]);
  });

  test('is found in Lists', async () => {
    const list = {apiVersion: 'v1', kind: 'List', items: [entry('a.com'), entry('b.com')]};
    expect(await twins({'a.yaml': yaml(list)})).toHaveLength(1);
  });

  const last = {annotations: {'kubectl.kubernetes.io/last-applied-configuration': '{}'}};
  test.each([
    ['says the same', entry('a.com')],
    ['says the same, and kubectl noted it', entry('a.com', last)],
    ['says the same, and istiod answered', {...entry('a.com'), status: {conditions: [{type: 'Reconciled'}]}}],
    ['is of another namespace', entry('b.com', {namespace: 'store'})],
    ['has another name', entry('b.com', {name: 'f'})],
    ['is of another kind', {...entry('b.com'), kind: 'VirtualService', spec: {hosts: ['b.com']}}],
  ])('is not, if the other %s', async (_, other) => {
    expect(await twins({'a.yaml': yaml(entry('a.com')), 'b.yaml': yaml(other)})).toEqual([]);
  });
});

describe('nothing is said', () => {
  const kustomization = yaml({apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: []});
  const files = {'a.yaml': yaml(entry('a.com')), 'b.yaml': yaml(entry('b.com'))};

  test('with --compat', async () => {
    expect(await twins(files, {compat: true})).toEqual([]);
  });

  test.each(['kustomization.yaml', 'kustomization.yml', 'Kustomization'])(
    'of what kustomize puts together: %s',
    async (name) => {
      const base = {'base/e.yaml': yaml(entry('a.com')), [`base/${name}`]: kustomization};
      const patch = {'prod/patches/e.yaml': yaml(entry('b.com'))};
      expect(await twins({...base, ...patch})).toEqual([]);
      expect(await twins({...patch, ...base})).toEqual([]);
      expect(await twins({...patch, [`prod/${name}`]: kustomization, 'all.yaml': yaml(entry('c.com'))})).toEqual([]);
      expect(await twins({...files, ...base, ...patch})).toHaveLength(1);
    },
  );

  test('of files of different folders, which may be for different namespaces or clusters', async () => {
    const [one, other] = ['a.com', 'b.com'].map((host) => yaml(entry(host, {namespace: undefined})));
    expect(await twins({'dev/e.yaml': one ?? '', 'prod/e.yaml': other ?? ''})).toEqual([]);
    expect(await twins({'dev/e.yaml': one ?? '', 'dev/f.yaml': other ?? ''})).toHaveLength(1);
    expect(await twins({'dev/e.yaml': yaml(entry('a.com')), 'prod/e.yaml': yaml(entry('b.com'))})).toEqual([]);
  });

  test('of a file that is read twice', async () => {
    const again = [
      {name: 'a.yaml', text: yaml(entry('a.com'))},
      {name: 'b.yaml', text: yaml(entry('b.com'))},
      {name: 'a.yaml', text: yaml(entry('c.com'))},
    ];
    const {messages} = await analyze('', {files: again, complete: false});
    expect(messages.map(({text}) => text)).toEqual([`The object is also in b.yaml:1, ${TEXT}`]);
  });
});
