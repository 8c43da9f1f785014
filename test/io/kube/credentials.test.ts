// SPDX-License-Identifier: Apache-2.0
import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import type {IncomingHttpHeaders} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {ConnectOptions} from '../../../src/io/kube/connect.js';
import {connect} from '../../../src/io/kube/connect.js';
import {type FaultServer, startFaultServer} from './fault-server.js';

describe('who the API server is told we are', () => {
  let folder: string;
  let server: FaultServer;
  let seen: IncomingHttpHeaders[];
  let accepted: RegExp;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'istioctl-credentials-'));
    seen = [];
    accepted = /./;
    server = await startFaultServer((request, response) => {
      seen.push(request.headers);
      const ok = accepted.test(request.headers.authorization ?? '');
      response.writeHead(ok ? 200 : 401, {'Content-Type': 'application/json'});
      response.end(JSON.stringify(ok ? {gitVersion: 'v1.36.3', major: '1', minor: '36'} : {message: 'Unauthorized'}));
    });
  });
  afterEach(() => {
    server.stop();
    rmSync(folder, {recursive: true});
  });

  function kubeconfig(user: object): string {
    const file = join(folder, 'config');
    const document = {
      clusters: [{name: 'prod', cluster: {server: server.url}}],
      users: [{name: 'jane', user}],
      contexts: [{name: 'work', context: {cluster: 'prod', user: 'jane'}}],
      'current-context': 'work',
    };
    writeFileSync(file, JSON.stringify(document));
    return file;
  }

  function plugin(script: string): object {
    const command = join(folder, 'login');
    writeFileSync(command, `#!/bin/sh\n${script}\n`);
    chmodSync(command, 0o755);
    return {exec: {apiVersion: 'client.authentication.k8s.io/v1', command: './login', interactiveMode: 'Never'}};
  }

  async function ask(user: object, options: ConnectOptions = {}): Promise<string> {
    const cluster = await connect({kubeconfig: kubeconfig(user), requestTimeout: 5000, ...options});
    try {
      return (await cluster.serverVersion()).gitVersion;
    } catch (error) {
      return error instanceof Error ? error.message.replaceAll(folder, 'FOLDER') : String(error);
    } finally {
      cluster.close();
    }
  }

  const answer = (token: string): string =>
    `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"${token}","expirationTimestamp":"2126-01-01T00:00:00Z"}}`;

  test('a plugin is run from beside the kubeconfig, and told what is wanted', async () => {
    expect(await ask(plugin(`echo "$KUBERNETES_EXEC_INFO" > '${folder}/info'; echo '${answer('t1')}'`))).toBe(
      'v1.36.3',
    );
    expect(seen.at(-1)?.authorization).toBe('Bearer t1');
    expect(JSON.parse(readFileSync(join(folder, 'info'), 'utf8'))).toMatchObject({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      spec: {interactive: false},
    });
  });

  test('a token that is refused is asked for once more', async () => {
    accepted = /Bearer t2/;
    const script = `if [ -e '${folder}/used' ]; then echo '${answer('t2')}'; else touch '${folder}/used'; echo '${answer('t1')}'; fi`;
    expect(await ask(plugin(script))).toBe('v1.36.3');
    expect(seen.map(({authorization}) => authorization)).toEqual(['Bearer t1', 'Bearer t2']);
  });

  test('users of one name in two kubeconfigs do not share what their plugins answer', async () => {
    for (const token of ['one', 'two']) expect(await ask(plugin(`echo '${answer(token)}'`))).toBe('v1.36.3');
    expect(seen.map(({authorization}) => authorization)).toEqual(['Bearer one', 'Bearer two']);
  });

  test.each([
    [
      'fails',
      'echo "login first" >&2; exit 3',
      /^cannot get the credentials of user "jane" from FOLDER\/login: .+; user from FOLDER\/config$/s,
    ],
    [
      'answers something else',
      'echo no JSON',
      /^cannot get the credentials of user "jane" from FOLDER\/login: .+; user from FOLDER\/config$/s,
    ],
  ])('a plugin that %s is named', async (_, script, message) => {
    expect(await ask(plugin(script))).toMatch(message);
    expect(seen).toEqual([]);
  });

  test('a plugin that is not there is named', async () => {
    const exec = {apiVersion: 'client.authentication.k8s.io/v1', command: 'no-such-login', interactiveMode: 'Never'};
    expect(await ask({exec})).toMatch(
      /^cannot get the credentials of user "jane" from no-such-login: .*; user from FOLDER\/config$/s,
    );
  });

  test('a file with a token, a password, and a user to act as', async () => {
    writeFileSync(join(folder, 'token'), 'from-file\n');
    expect(await ask({tokenFile: 'token'})).toBe('v1.36.3');
    expect(seen.at(-1)?.authorization).toBe('Bearer from-file');
    expect(await ask({username: 'u', password: 'p'})).toBe('v1.36.3');
    expect(seen.at(-1)?.authorization).toBe(`Basic ${Buffer.from('u:p').toString('base64')}`);
    const impersonation = {user: 'system:admin', groups: ['a', 'b'], uid: '7'};
    expect(await ask({token: 't'}, {impersonation})).toBe('v1.36.3');
    expect(seen.at(-1)).toMatchObject({
      'impersonate-user': 'system:admin',
      'impersonate-group': 'a, b',
      'impersonate-uid': '7',
    });
  });

  test('credentials that are refused name the user and where the user stands', async () => {
    accepted = /never/;
    expect(await ask({token: 't'})).toBe(
      'cluster "prod" does not accept the credentials of user "jane"; context work from FOLDER/config',
    );
  });
});
