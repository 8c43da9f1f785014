// SPDX-License-Identifier: Apache-2.0
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {IstioctlError} from '../../../../src/errors.js';
import {proxyFor} from '../../../../src/io/kube/config/proxy.js';
import {resolveTarget} from '../../../../src/io/kube/config/target.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'istioctl-kubeconfig-'));
  vi.stubEnv('HOME', folder);
  vi.stubEnv('KUBECONFIG', '');
  vi.stubEnv('KUBERNETES_SERVICE_HOST', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, {recursive: true});
});

function write(name: string, document: object | string): string {
  const file = join(folder, name);
  writeFileSync(file, typeof document === 'string' ? document : JSON.stringify(document));
  return file;
}

function kubeconfig(name: string, server = `https://${name}.example:6443`, more: object = {}) {
  return {
    clusters: [{name, cluster: {server}}],
    users: [{name, user: {token: name}}],
    contexts: [{name, context: {cluster: name, user: name, namespace: `ns-${name}`}}],
    'current-context': name,
    ...more,
  };
}

describe('which cluster is meant', () => {
  test('the current context of ~/.kube/config', () => {
    mkdirSync(join(folder, '.kube'));
    const file = write('.kube/config', kubeconfig('home', 'https://home.example:6443/'));
    expect(resolveTarget({}).origin).toEqual({
      cluster: 'home',
      context: 'home',
      server: 'https://home.example:6443',
      user: 'home',
      source: file,
      namespace: 'ns-home',
    });
  });

  test('of the files in KUBECONFIG the first that names something counts; missing ones do not matter', () => {
    const first = write('a', kubeconfig('one', 'https://first.example', {'current-context': ''}));
    const second = write('b', {...kubeconfig('one', 'https://second.example'), users: []});
    vi.stubEnv('KUBECONFIG', [join(folder, 'missing'), first, second].join(':'));
    const {origin, user} = resolveTarget({});
    expect([origin.server, origin.context, user['token']]).toEqual(['https://first.example', 'one', 'one']);
  });

  test('paths are relative to the file they stand in', () => {
    const file = write('a', {
      ...kubeconfig('one'),
      clusters: [{name: 'one', cluster: {server: 'https://x', 'certificate-authority': 'ca.crt'}}],
      users: [{name: 'one', user: {'client-key': '/abs/key', tokenFile: 'sub/token', exec: {command: './login'}}}],
    });
    const {cluster, user} = resolveTarget({kubeconfig: file});
    expect(cluster['certificate-authority']).toBe(join(folder, 'ca.crt'));
    expect(user).toEqual({
      'client-key': '/abs/key',
      tokenFile: join(folder, 'sub/token'),
      exec: {command: join(folder, 'login')},
    });
  });

  test.each<[string, () => Parameters<typeof resolveTarget>[0], string]>([
    ['nothing at all', () => ({}), 'no cluster to talk to: ~/.kube/config does not exist'],
    ['a file that is missing', () => ({kubeconfig: join(folder, 'no')}), 'kubeconfig FOLDER/no does not exist'],
    ['an empty file', () => ({kubeconfig: write('a', '')}), 'kubeconfig FOLDER/a names no current context'],
    ['a list', () => ({kubeconfig: write('a', '- x')}), 'kubeconfig FOLDER/a is not a kubeconfig: it holds no map'],
    [
      'an unknown context',
      () => ({kubeconfig: write('a', kubeconfig('one')), context: 'two'}),
      'context "two" is not in kubeconfig FOLDER/a; Choose one with --context: one.',
    ],
    [
      'a context whose cluster is missing',
      () => ({kubeconfig: write('a', {...kubeconfig('one'), clusters: []})}),
      'kubeconfig FOLDER/a: context one names cluster "one", which is not there; Known clusters: none.',
    ],
    [
      'a cluster without a server',
      () => ({kubeconfig: write('a', kubeconfig('one', ''))}),
      'kubeconfig FOLDER/a: cluster one has no server address',
    ],
    [
      'a group without a user',
      () => ({kubeconfig: write('a', kubeconfig('one')), impersonation: {groups: ['g']}}),
      '--as-group and --as-uid need --as',
    ],
  ])('%s is an error that says what to do', (_, options, expected) => {
    let message = 'no error';
    try {
      resolveTarget(options());
    } catch (error) {
      if (!(error instanceof IstioctlError)) throw error;
      const {message: text, hint} = error;
      message = `${text}; ${hint}`.replaceAll(folder, 'FOLDER');
    }
    expect(message).toContain(expected);
  });
});

test.each<[string, Record<string, string>, string | undefined]>([
  ['https://api.example:6443', {HTTPS_PROXY: 'proxy:3128'}, 'http://proxy:3128'],
  ['https://api.example:6443', {https_proxy: 'http://proxy:3128'}, 'http://proxy:3128'],
  ['https://api.example:6443', {HTTP_PROXY: 'proxy:3128'}, undefined],
  ['https://127.0.0.1:6443', {HTTPS_PROXY: 'proxy:3128'}, undefined],
  ['https://api.example:6443', {HTTPS_PROXY: 'p', NO_PROXY: 'other, example'}, undefined],
  ['https://api.example:6443', {HTTPS_PROXY: 'p', NO_PROXY: '.example'}, undefined],
  ['https://example:6443', {HTTPS_PROXY: 'p', NO_PROXY: '.example'}, 'http://p'],
  ['https://api.example:6443', {HTTPS_PROXY: 'p', NO_PROXY: 'api.example:443'}, 'http://p'],
  ['https://api.example:6443', {HTTPS_PROXY: 'p', NO_PROXY: '*'}, undefined],
  ['https://10.1.2.3:6443', {HTTPS_PROXY: 'p', NO_PROXY: '10.0.0.0/8'}, undefined],
  ['https://11.1.2.3:6443', {HTTPS_PROXY: 'p', NO_PROXY: '10.0.0.0/8,10.0.0.0/99,x/8'}, 'http://p'],
  ['https://[fd00::1]:6443', {HTTPS_PROXY: 'p', NO_PROXY: 'fd00::/8'}, undefined],
  ['https://api.example:6443', {ALL_PROXY: 'socks5://p'}, 'socks5://p'],
  ['https://api.example:6443', {ALL_PROXY: 'socks5://p', HTTPS_PROXY: 'q'}, 'http://q'],
])('proxy for %s with %o', (server, env, expected) => {
  expect(proxyFor(server, env)?.url).toBe(expected);
});
