// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {IstioctlError} from '../../../../src/errors.js';
import {connect} from '../../../../src/io/kube/connect.js';
import {type FaultServer, startFaultServer} from '../fault-server.js';
import {type Issuer, idToken, startIssuer} from '../issuer.js';

describe('a user of an OpenID provider', () => {
  let folder: string;
  let server: FaultServer;
  let issuer: Issuer;
  let seen: (string | undefined)[];
  let refused: string[];
  let answer: Parameters<typeof startIssuer>[0];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'istioctl-oidc-'));
    [seen, refused] = [[], []];
    server = await startFaultServer((request, response) => {
      const {authorization} = request.headers;
      seen.push(authorization);
      const ok = authorization !== undefined && !refused.includes(authorization);
      response.writeHead(ok ? 200 : 401, {'Content-Type': 'application/json'});
      response.end(JSON.stringify(ok ? {gitVersion: 'v1.36.3'} : {message: 'Unauthorized'}));
    });
    issuer = await startIssuer((grant) => answer(grant));
    writeFileSync(join(folder, 'issuer.crt'), issuer.authority);
    answer = () => ({status: 200, body: {id_token: fresh, refresh_token: 'second', token_type: 'Bearer'}});
  });
  afterEach(() => {
    issuer.stop();
    server.stop();
    rmSync(folder, {recursive: true});
  });

  const [old, good, fresh] = [idToken('jane', -60), idToken('jane', 600), idToken('jane', 1200)];

  /** As kubectl writes it; a field given as undefined is left out. */
  function kubeconfig(config: Record<string, string | undefined>): string {
    const file = join(folder, 'config');
    const all = {
      'idp-issuer-url': issuer.url,
      'idp-certificate-authority': join(folder, 'issuer.crt'),
      'client-id': 'kube',
      'client-secret': 's3cret',
      'id-token': old,
      'refresh-token': 'first',
      ...config,
    };
    const document = {
      clusters: [{name: 'prod', cluster: {server: server.url}}],
      users: [{name: 'jane', user: {'auth-provider': {name: 'oidc', config: all}}}],
      contexts: [{name: 'work', context: {cluster: 'prod', user: 'jane'}}],
      'current-context': 'work',
    };
    writeFileSync(file, JSON.stringify(document));
    return file;
  }

  async function ask(config: Record<string, string | undefined> = {}, times = 1): Promise<string> {
    const cluster = await connect({kubeconfig: kubeconfig(config), requestTimeout: 5000});
    try {
      for (let i = 1; i < times; i++) await cluster.serverVersion();
      return (await cluster.serverVersion()).gitVersion;
    } catch (error) {
      if (!(error instanceof IstioctlError)) throw error;
      return error.message.replaceAll(folder, 'FOLDER').replaceAll(issuer.url, 'ISSUER');
    } finally {
      cluster.close();
    }
  }

  const basic = `Basic ${Buffer.from('kube:s3cret').toString('base64')}`;
  const form = {grant_type: 'refresh_token', refresh_token: 'first'};

  test('has its token taken as it is while it is good', async () => {
    expect(await ask({'id-token': good})).toBe('v1.36.3');
    expect([seen, issuer.grants]).toEqual([[`Bearer ${good}`], []]);
  });

  test('gets another when it has expired, once', async () => {
    expect(await ask({}, 3)).toBe('v1.36.3');
    expect(seen).toEqual([`Bearer ${fresh}`, `Bearer ${fresh}`, `Bearer ${fresh}`]);
    expect(issuer.grants).toEqual([{authorization: basic, form}]);
  });

  test('has the authority of its issuer in the kubeconfig', async () => {
    const data = Buffer.from(issuer.authority).toString('base64');
    const config = {'idp-certificate-authority': undefined, 'idp-certificate-authority-data': data};
    expect(await ask(config)).toBe('v1.36.3');
  });

  test('gets another when the API server refuses the one it has, and the refresh token that came with it counts', async () => {
    refused = [`Bearer ${good}`];
    expect(await ask({'id-token': good})).toBe('v1.36.3');
    expect(seen).toEqual([`Bearer ${good}`, `Bearer ${fresh}`]);
    refused = [`Bearer ${old}`, `Bearer ${fresh}`];
    expect(await ask()).toContain('does not accept the credentials of user "jane"');
    expect(issuer.grants.slice(1).map((grant) => grant.form['refresh_token'])).toEqual(['first', 'second']);
  });

  test('says who it is in the form where the issuer takes no header', async () => {
    answer = ({authorization}) =>
      authorization === undefined
        ? {status: 200, body: {id_token: fresh}}
        : {status: 401, body: {error: 'invalid_client'}};
    expect(await ask()).toBe('v1.36.3');
    expect(issuer.grants.at(-1)?.form).toEqual({...form, client_id: 'kube', client_secret: 's3cret'});
  });

  test.each<[string, Record<string, string | undefined>, () => void, string]>([
    [
      'an issuer that refuses the refresh token',
      {},
      () => {
        answer = () => ({status: 400, body: {error: 'invalid_grant', error_description: 'Token is not active'}});
      },
      'issuer ISSUER refuses the refresh-token: invalid_grant: Token is not active',
    ],
    [
      'an issuer that answers no ID token',
      {},
      () => {
        answer = () => ({status: 200, body: {access_token: 'a'}});
      },
      'issuer ISSUER answered no id_token',
    ],
    [
      'an issuer that does not run',
      {'idp-issuer-url': 'https://127.0.0.1:1'},
      () => {},
      'cannot reach issuer https://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1',
    ],
    [
      'an issuer whose certificate nobody knows',
      {'idp-certificate-authority': undefined},
      () => {},
      'cannot reach issuer ISSUER: unable to verify the first certificate',
    ],
    [
      'an authority that is not there',
      {'idp-certificate-authority': '/nowhere/issuer.crt'},
      () => {},
      "cannot reach issuer ISSUER: ENOENT: no such file or directory, open '/nowhere/issuer.crt'",
    ],
    [
      'no refresh token',
      {'refresh-token': undefined},
      () => {},
      'its id-token has expired and it has no refresh-token',
    ],
    [
      'no token at all',
      {'refresh-token': undefined, 'id-token': undefined},
      () => {},
      'its id-token is missing and it has no refresh-token',
    ],
    ['no issuer', {'idp-issuer-url': undefined}, () => {}, 'it has no idp-issuer-url to get an id-token from'],
    ['no client', {'client-id': undefined}, () => {}, 'it has no client-id to get an id-token with'],
    [
      'an address where no provider is',
      {'idp-issuer-url': 'ISSUER'},
      () => {},
      'issuer ISSUER/elsewhere does not tell where it gives tokens (HTTP 404)',
    ],
  ])('is told in one line of %s', async (_, config, arrange, why) => {
    arrange();
    const given = config['idp-issuer-url'] === 'ISSUER' ? {'idp-issuer-url': `${issuer.url}/elsewhere`} : config;
    expect(await ask(given)).toBe(`cannot get the credentials of user "jane": ${why}; user from FOLDER/config`);
    expect(seen).toEqual([]);
  });
});
