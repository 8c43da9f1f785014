// SPDX-License-Identifier: Apache-2.0
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createServer} from 'node:https';
import {text} from 'node:stream/consumers';
import type {Cluster} from '../../src/io/kube/cluster.js';

export interface Webhook {
  /** For `clientConfig` of a webhook configuration. */
  clientConfig: {url: string; caBundle: string};
  stop(): void;
}

/** What an admission webhook is asked about. */
export interface AdmissionRequest {
  uid: string;
  operation: string;
  kind: {kind: string};
  namespace?: string;
  name?: string;
}

/** Serves an admission webhook with a certificate of the control plane in `dir`; what `refuse` answers is the reason. */
export async function startWebhook(
  dir: string,
  refuse: (request: AdmissionRequest) => string | undefined,
): Promise<Webhook> {
  const [cert, key] = ['apiserver.crt', 'apiserver.key'].map((name) => readFileSync(`${dir}/${name}`));
  const server = createServer({cert, key}, async (incoming, response) => {
    const {request}: {request: AdmissionRequest} = JSON.parse(await text(incoming));
    const message = refuse(request);
    const answer = {uid: request.uid, allowed: message === undefined, ...(message && {status: {message}})};
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: answer}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the webhook listens on no port');
  return {
    clientConfig: {
      url: `https://127.0.0.1:${address.port}/`,
      caBundle: readFileSync(`${dir}/ca.crt`).toString('base64'),
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A client configuration where nobody listens. */
export function deadWebhook(dir: string): Webhook['clientConfig'] {
  return {url: 'https://127.0.0.1:1/', caBundle: readFileSync(`${dir}/ca.crt`).toString('base64')};
}

/** Has new and changed objects of these resources pass the webhook, in namespaces of that name only. */
export async function registerWebhook(
  cluster: Cluster,
  {
    name,
    clientConfig,
    resources,
    namespace,
  }: {
    name: string;
    clientConfig: Webhook['clientConfig'];
    resources: string[];
    namespace?: string;
  },
): Promise<() => Promise<void>> {
  const matchLabels = {'kubernetes.io/metadata.name': namespace};
  const webhook = {
    name: `${name}.test.example`,
    clientConfig,
    rules: [{apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources}],
    ...(namespace !== undefined && {namespaceSelector: {matchLabels}}),
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    failurePolicy: 'Fail',
    timeoutSeconds: 2,
  };
  const configuration = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: {name},
    webhooks: [webhook],
  };
  await cluster.create(configuration, {fieldManager: 'test'});
  return async () => void (await cluster.delete(configuration, {name}));
}
