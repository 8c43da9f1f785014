// SPDX-License-Identifier: Apache-2.0

import type {ObjectKey} from '../cluster.js';
import type {ApiClient} from '../http/api-client.js';
import {brokenAnswer} from '../http/failure.js';
import {stringify} from '../http/json.js';
import {isRecord} from './kubeconfig.js';

export interface TokenOptions {
  audiences: string[];
  /** How long it is good; the server may give less, or no less than ten minutes. */
  expirationSeconds: number;
}

/** What it takes to get tokens of service accounts. */
export interface TokenIssuer {
  /** A fresh token of a service account, by the TokenRequest API. */
  requestToken(account: ObjectKey, options: TokenOptions): Promise<string>;
}

export function createTokenIssuer(client: ApiClient): TokenIssuer {
  return {
    async requestToken({namespace = client.origin.namespace, name}, {audiences, expirationSeconds}) {
      const operation = {verb: 'create a token of', subject: `ServiceAccount/${namespace}/${name}`};
      const spec = {audiences, expirationSeconds};
      const answer = await client.request(operation, {
        method: 'POST',
        path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/serviceaccounts/${encodeURIComponent(name)}/token`,
        body: stringify({apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec}),
      });
      const {status} = answer;
      if (isRecord(status) && typeof status['token'] === 'string') return status['token'];
      throw brokenAnswer(client.origin, operation, {status: 201, headers: {}, body: 'no token'});
    },
  };
}
