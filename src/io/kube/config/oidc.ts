// SPDX-License-Identifier: Apache-2.0
import type {RequestOptions} from 'node:https';
import {connectionText} from '../../connection-text.js';
import {type HttpAnswer, type HttpRequest, send} from '../http/http.js';
import {textField} from '../verbs/fields.js';
import {isRecord} from './kubeconfig.js';

/** Who says, by an ID token, which user of an OpenID provider we are. */
export interface IdTokenSource {
  /** The token of the kubeconfig while it is good, else a new one. Throws an Error that says why there is none. */
  idToken(): Promise<string>;
  /** Has another got next time, where that can be. */
  renew(): void;
}

/** Answers certificates and agent for requests to this address. */
type Connection = (server: string) => Promise<RequestOptions>;

/** Seconds before its end from which a token counts as expired, as in kubectl. */
const MARGIN = 10;

const TIMEOUT = 15_000;

const FORM = 'application/x-www-form-urlencoded';

/**
 * The `oidc` auth provider of a kubeconfig (Kubernetes authentication, "OpenID Connect Tokens"; OpenID Connect Core
 * 12.1). @kubernetes/client-node has one that sends no client secret, knows no certificate authority of the issuer, and
 * goes on without a token where it gets none.
 */
export function createIdTokenSource(config: Record<string, unknown>, connection: Connection): IdTokenSource {
  let token = textField(config, 'id-token');
  let refreshToken = textField(config, 'refresh-token');
  let refused = false;
  return {
    async idToken() {
      if (token !== undefined && isGood(token) && !(refused && refreshToken !== undefined)) return token;
      if (refreshToken === undefined) {
        throw new Error(
          `its id-token ${token === undefined ? 'is missing' : 'has expired'} and it has no refresh-token`,
        );
      }
      const fresh = await refresh(config, refreshToken, connection);
      token = fresh.idToken;
      refreshToken = fresh.refreshToken ?? refreshToken;
      refused = false;
      return token;
    },
    renew: () => {
      refused = true;
    },
  };
}

function isGood(token: string): boolean {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const expires = isRecord(claims) ? claims['exp'] : undefined;
    return typeof expires === 'number' && expires - MARGIN > Date.now() / 1000;
  } catch {
    return false; // What is no JWT is replaced by one, or said to be of no use.
  }
}

async function refresh(config: Record<string, unknown>, refreshToken: string, connection: Connection) {
  const [issuer, client] = [textField(config, 'idp-issuer-url'), textField(config, 'client-id')];
  if (issuer === undefined || !URL.canParse(issuer))
    throw new Error('it has no idp-issuer-url to get an id-token from');
  if (client === undefined) throw new Error('it has no client-id to get an id-token with');
  const secret = textField(config, 'client-secret') ?? '';
  const ask = async (address: string, request: HttpRequest, headers?: Record<string, string>): Promise<HttpAnswer> => {
    try {
      const options = await connection(address);
      return await send(address, {...options, headers: {...headers}}, request, TIMEOUT);
    } catch (cause) {
      throw new Error(`cannot reach issuer ${issuer}: ${connectionText(cause)}`, {cause});
    }
  };
  const found = await ask(issuer, {method: 'GET', path: '/.well-known/openid-configuration'});
  const endpoint = textField(json(found), 'token_endpoint');
  if (endpoint === undefined || !URL.canParse(endpoint)) {
    throw new Error(`issuer ${issuer} does not tell where it gives tokens (HTTP ${found.status})`);
  }
  const grant = {grant_type: 'refresh_token', refresh_token: refreshToken};
  const post = (form: Record<string, string>, headers?: Record<string, string>): Promise<HttpAnswer> => {
    const {origin, pathname, search} = new URL(endpoint);
    const body = new URLSearchParams(form).toString();
    return ask(origin, {method: 'POST', path: `${pathname}${search}`, body, contentType: FORM}, headers);
  };
  // RFC 6749, 2.3.1: every provider must take the header; there are some that take the form alone.
  const credentials = Buffer.from(`${encodeURIComponent(client)}:${encodeURIComponent(secret)}`).toString('base64');
  const first = await post(grant, {Authorization: `Basic ${credentials}`});
  const isUnknown = first.status === 401 || textField(json(first), 'error') === 'invalid_client';
  const answer = isUnknown
    ? await post({...grant, client_id: client, ...(secret !== '' && {client_secret: secret})})
    : first;
  return tokensIn(answer, issuer);
}

function tokensIn(answer: HttpAnswer, issuer: string): {idToken: string; refreshToken: string | undefined} {
  const fields = json(answer);
  if (answer.status !== 200) {
    const said = [textField(fields, 'error'), textField(fields, 'error_description')].filter(
      (part) => part !== undefined,
    );
    throw new Error(`issuer ${issuer} refuses the refresh-token: ${said.join(': ') || `HTTP ${answer.status}`}`);
  }
  const idToken = textField(fields, 'id_token');
  if (idToken === undefined) throw new Error(`issuer ${issuer} answered no id_token`);
  return {idToken, refreshToken: textField(fields, 'refresh_token')};
}

function json({body}: HttpAnswer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : {};
  } catch {
    return {}; // The status says what there is to say.
  }
}
