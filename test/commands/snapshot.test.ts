// SPDX-License-Identifier: Apache-2.0
// Snapshots that cannot be read or taken: nothing that is there is lost, and the message says what is wrong.
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {startFaultServer} from '../io/kube/fault-server.js';
import {folderOf} from '../support/folder.js';
import {istioctl} from '../support/run.js';

const MANIFEST = {
  ...{apiVersion: 'istioctl/v1', kind: 'Snapshot', startedAt: '2026-12-01T04:00:00Z', takenAt: '2026-12-01T04:00:05Z'},
  ...{istioctl: '1.30.3', istioNamespace: 'istio-system'},
  cluster: {cluster: 'c', context: 'prod', server: 'https://c.example', user: 'u', namespace: 'default'},
  serverVersion: {gitVersion: 'v1.34.0', major: '1', minor: '34'},
  kinds: ['Pod', 'Namespace', 'Secret', 'Service'].map((kind) => ({
    ...{group: '', version: 'v1', kind, singular: kind.toLowerCase(), shortNames: []},
    plural: `${kind.toLowerCase()}s`,
  })),
  missing: [{what: 'Secrets of v1', path: 'objects/v1/Secret.json', why: 'secrets is forbidden', status: 403}],
};

/** A snapshot in a folder, as one who unpacked it has it. */
function snapshot(manifest: object = MANIFEST, files: Record<string, string> = {}): string {
  const pod = {metadata: {name: 'cart-\u001b[31m0', namespace: 'shop'}, spec: {containers: [{name: 'istio-proxy'}]}};
  return folderOf({
    'snapshot.json': JSON.stringify(manifest),
    'objects/v1/Pod.json': JSON.stringify({items: [pod]}),
    'objects/v1/Namespace.json': '{"items":[]}',
    ...files,
  });
}

test.each([
  ['no file', () => '/nowhere/a.tgz', 'open /nowhere/a.tgz: there is no such file or folder'],
  ['an empty folder', () => folderOf({}), 'is no snapshot: it has no snapshot.json of kind Snapshot'],
  ['a text', () => join(folderOf({'a.tgz': 'hello'}), 'a.tgz'), 'is no archive that can be read'],
  ['half an archive', () => half(), 'is no archive that can be read'],
  ['no JSON', () => folderOf({'snapshot.json': '{'}), 'snapshot.json is no JSON'],
  ['another kind', () => folderOf({'snapshot.json': '{"kind":"ProxySnapshot"}'}), 'is no snapshot'],
  ['no time', () => snapshot({...MANIFEST, takenAt: 'soon'}), 'is no snapshot'],
  ['kinds without names', () => snapshot({...MANIFEST, kinds: [{group: ''}]}), 'is no snapshot'],
  ['namespaces that are none', () => snapshot({...MANIFEST, namespaces: 'shop'}), 'is no snapshot'],
  ['gaps without a reason', () => snapshot({...MANIFEST, missing: [{path: 'a'}]}), 'is no snapshot'],
  ['broken objects', () => snapshot(MANIFEST, {'objects/v1/Pod.json': '['}), 'objects/v1/Pod.json is no JSON'],
])('%s is unreadable input', async (_, make, message) => {
  const run = await istioctl(['--from', make(), 'proxy-config', 'cluster', '-A', '-o', 'table']);
  expect(run).toMatchObject({exitCode: 65, stdout: '', stderr: expect.stringContaining(message)});
});

function half(): string {
  const folder = folderOf({});
  writeFileSync(join(folder, 'a.tgz'), gzipSync(Buffer.alloc(100_000, 7)).subarray(0, 60));
  return join(folder, 'a.tgz');
}

test.each([
  ['--context prod analyze', '--from and --context exclude each other'],
  ['--kubeconfig x analyze', '--from and --kubeconfig exclude each other'],
  ['install -y', 'install needs a cluster: the snapshot'],
  ['proxy-config log cart.shop --level debug', 'proxy-config log --level needs a cluster'],
  ['analyze --watch', 'analyze --watch needs a cluster'],
])('%s is a usage mistake', async (line, message) => {
  const run = await istioctl(['--from', snapshot(), ...line.split(' ')]);
  expect(run).toMatchObject({exitCode: 64, stdout: '', stderr: expect.stringContaining(message)});
});

test('what was forbidden then is forbidden now', async () => {
  const run = await istioctl(['--from', snapshot(), 'analyze', '-A']);
  expect(run.stderr).toContain('secrets is forbidden');
});

test('names from a snapshot do not reach the terminal as they are', async () => {
  const {stdout, stderr} = await istioctl(['--from', snapshot(), 'proxy-config', 'cluster', '-A', '-o', 'table']);
  expect(stdout + stderr).toContain('cart-');
  expect(stdout + stderr).not.toContain('\u001b[31m');
});

test('namespaces that it does not hold are not empty', async () => {
  const limited = snapshot({...MANIFEST, namespaces: ['istio-system', 'shop']});
  const run = await istioctl(['--from', limited, 'proxy-config', 'cluster', 'pod/web.pay']);
  expect(run).toMatchObject({exitCode: 1, stderr: expect.stringContaining('does not hold')});
});

test('show lists what is missing, and why', async () => {
  const {stdout, exitCode} = await istioctl(['snapshot', 'show', snapshot()]);
  expect({stdout, exitCode}).toEqual({
    exitCode: 0,
    stdout: `Taken at    2026-12-01T04:00:05.000Z
Context     prod
Server      https://c.example
Kubernetes  v1.34.0
Namespaces  all
Objects
  1 Pod (v1)
Missing: 1
  Secrets of v1: secrets is forbidden
`,
  });
});

test('an archive that is there stays as it is, and so does one that was begun', async () => {
  const folder = folderOf({'a.tgz': 'mine', 'b.tgz.partial/x': 'begun'});
  const from = snapshot();
  expect(await istioctl(['--from', from, 'snapshot', '-o', join(folder, 'a.tgz')])).toMatchObject({
    exitCode: 64,
    stderr: expect.stringContaining('is there already'),
  });
  expect(readFileSync(join(folder, 'a.tgz'), 'utf8')).toBe('mine');
  expect(await istioctl(['--from', from, 'snapshot', '-o', join(folder, 'b.tgz')])).toMatchObject({
    exitCode: 64,
    stderr: expect.stringContaining('--resume goes on with it'),
  });
  expect(readdirSync(join(folder, 'b.tgz.partial'))).toEqual(['x']);
});

/** What an API server answers that keeps whoever asks for Secrets waiting. */
const ANSWERS: Record<string, object> = {
  '/version': MANIFEST.serverVersion,
  '/api': {kind: 'APIVersions', versions: ['v1']},
  '/apis': {kind: 'APIGroupList', groups: []},
  '/api/v1': {
    kind: 'APIResourceList',
    groupVersion: 'v1',
    resources: ['Pod', 'Secret'].map((kind) => ({kind, name: `${kind.toLowerCase()}s`, namespaced: true})),
  },
  '/api/v1/pods': {kind: 'PodList', apiVersion: 'v1', metadata: {}, items: []},
};

test('what does not come in time is missing, and the rest is there', async () => {
  const server = await startFaultServer(({url = ''}, response) => {
    const path = new URL(url, 'http://a').pathname;
    if (path === '/api/v1/secrets') return;
    const answer = ANSWERS[path] ?? {kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 404};
    response.writeHead(path in ANSWERS ? 200 : 404, {'Content-Type': 'application/json'}).end(JSON.stringify(answer));
  });
  try {
    const archive = join(folderOf({}), 'a.tgz');
    const line = ['snapshot', '-o', archive, '--timeout', '2s', '--kubeconfig', server.kubeconfig];
    expect(await istioctl(line)).toMatchObject({exitCode: 124, stdout: `${archive}\n`});
    const {stdout} = await istioctl(['snapshot', 'show', archive]);
    expect(stdout).toMatch(/\n {2}Secrets of v1: there was no time left for it\n/);
    expect(stdout).not.toContain('Pods of v1');
  } finally {
    server.stop();
  }
});

test('a snapshot of a snapshot holds the same, and --resume goes on with what is there', async () => {
  const folder = folderOf({});
  const archive = join(folder, 'a.tgz');
  const began = join(`${archive}.partial`, 'objects', 'v1');
  mkdirSync(began, {recursive: true});
  const other = {items: [{metadata: {name: 'from-before', namespace: 'shop'}}]};
  writeFileSync(join(began, 'Namespace.json.gz'), gzipSync(JSON.stringify(other)));
  const run = await istioctl(['--from', snapshot(), 'snapshot', '-o', archive, '--resume']);
  expect(run).toMatchObject({exitCode: 0, stdout: `${archive}\n`});
  expect(readdirSync(folder)).toEqual(['a.tgz']);
  const {stdout} = await istioctl(['snapshot', 'show', archive]);
  expect(stdout).toContain('Taken at    2026-12-01T04:00:05.000Z');
  expect(stdout).toContain('  1 Pod (v1)\n  1 Namespace (v1)\n');
  expect(stdout).toContain('Secrets of v1: secrets is forbidden');
});
