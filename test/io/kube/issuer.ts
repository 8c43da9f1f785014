// SPDX-License-Identifier: Apache-2.0
import {once} from 'node:events';
import {createServer} from 'node:https';
import {text} from 'node:stream/consumers';
import {chartOf} from '../../../src/chart/chart.js';
import {renderChart} from '../../../src/chart/render.js';
import {release} from '../../chart/ours.js';

/** What came to the token endpoint. */
export interface Grant {
  authorization: string | undefined;
  form: Record<string, string>;
}

export interface Issuer {
  url: string;
  /** The certificate of its authority, PEM. */
  authority: string;
  grants: Grant[];
  stop(): void;
}

/** An OpenID provider, over TLS, that answers each grant as it is told to. */
export async function startIssuer(answer: (grant: Grant) => {status: number; body: object}): Promise<Issuer> {
  const {authority, cert, key} = await certificates();
  const grants: Grant[] = [];
  const server = createServer({cert, key}, async (request, response) => {
    response.setHeader('Content-Type', 'application/json');
    if (request.url === '/realm/.well-known/openid-configuration') {
      return response.end(JSON.stringify({issuer: `${url}/realm`, token_endpoint: `${url}/realm/token`}));
    }
    if (request.url !== '/realm/token' || request.method !== 'POST') return response.writeHead(404).end();
    const form = Object.fromEntries(new URLSearchParams(await text(request)));
    const grant = {authorization: request.headers.authorization, form};
    grants.push(grant);
    const {status, body} = answer(grant);
    return response.writeHead(status).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the issuer listens on no port');
  const url = `https://127.0.0.1:${address.port}`;
  return {
    url: `${url}/realm`,
    authority,
    grants,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A token that ends so many seconds from now; nobody looks at its signature here. */
export function idToken(user: string, secondsLeft: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + secondsLeft;
  return `${part({alg: 'RS256'})}.${part({sub: user, exp})}.c2lnbmF0dXJl`;
}

/** Made by the functions that charts have for it. */
async function certificates(): Promise<{authority: string; cert: string; key: string}> {
  const data =
    '{{ $ca := genCA "authority of the issuer" 1 }}{{ $leaf := genSignedCert "issuer" (list "127.0.0.1") nil 1 $ca }}{{ $ca.Cert }}|{{ $leaf.Cert }}|{{ $leaf.Key }}';
  const files = [
    {path: 'Chart.yaml', data: 'apiVersion: v2\nname: c\nversion: 1.0.0\n'},
    {path: 'templates/t.yaml', data},
  ];
  const rendered = await renderChart(chartOf(files, 'c'), {
    values: {},
    release,
    kubeVersion: 'v1.33.0',
    now: () => Date.now(),
  });
  const [authority = '', cert = '', key = ''] = (rendered.files[0]?.text ?? '').split('|');
  return {authority, cert, key};
}
