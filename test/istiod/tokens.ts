// SPDX-License-Identifier: Apache-2.0
import {generateKeyPairSync, sign} from 'node:crypto';

export interface TokenIssuer {
  name: string;
  /** The keys that its tokens are checked with. */
  jwks: string;
  token(claims: object): string;
}

/** Signs tokens, and tells the keys to check them with. */
export function tokenIssuer(name: string): TokenIssuer {
  const {privateKey, publicKey} = generateKeyPairSync('rsa', {modulusLength: 2048});
  const jwks = JSON.stringify({keys: [{...publicKey.export({format: 'jwk'}), kid: 'k', alg: 'RS256', use: 'sig'}]});
  const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  return {
    name,
    jwks,
    token(claims) {
      const signed = `${encoded({alg: 'RS256', kid: 'k', typ: 'JWT'})}.${encoded(claims)}`;
      return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
    },
  };
}

interface Policy {
  apiVersion: string;
  kind: string;
  metadata: {namespace: string; name: string};
  spec: object;
}

/**
 * For the gateway: whoever has a token and is in `admins` may read what is below /pay, all may /open, this machine may
 * /ip; nobody may who sends the header x-bad.
 */
export function tokenPolicies(issuer: TokenIssuer): Policy[] {
  const selector = {matchLabels: {app: 'edge'}};
  const policy = (kind: string, name: string, spec: object): Policy => ({
    apiVersion: 'security.istio.io/v1',
    kind,
    metadata: {namespace: 'edge', name},
    spec: {selector, ...spec},
  });
  const from = [{source: {requestPrincipals: ['https://issuer.example/*']}}];
  const when = [{key: 'request.auth.claims[groups]', values: ['admins']}];
  const rules = [
    {from, when, to: [{operation: {paths: ['/pay*'], methods: ['GET']}}]},
    {to: [{operation: {paths: ['/open']}}]},
    {
      from: [{source: {ipBlocks: ['127.0.0.0/8'], notIpBlocks: ['127.0.0.2']}}],
      to: [{operation: {paths: ['/ip']}}],
    },
  ];
  const denied = [
    {to: [{operation: {hosts: ['web.example*']}}], when: [{key: 'request.headers[x-bad]', values: ['*']}]},
  ];
  return [
    policy('RequestAuthentication', 'tokens', {jwtRules: [{issuer: issuer.name, jwks: issuer.jwks}]}),
    policy('AuthorizationPolicy', 'allow', {action: 'ALLOW', rules}),
    policy('AuthorizationPolicy', 'deny', {action: 'DENY', rules: denied}),
  ];
}
