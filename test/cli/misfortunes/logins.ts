// SPDX-License-Identifier: Apache-2.0
import {PAST, selfSigned} from './certificates.js';
import {kubeconfig, plugin, web} from './faulty.js';
import {type Misfortune, type Told, unauthorized} from './misfortune.js';

const PLUGIN = /user "jane" from \S+login.*user from \S+config/;

/** Credential plugins and other ways to log in. */
export async function logins(): Promise<Misfortune[]> {
  const port = await web((_, response) => unauthorized(response));
  const server = `http://127.0.0.1:${port}`;
  const row = (title: string, user: object, told: Told): Misfortune => ({
    title,
    env: {KUBECONFIG: kubeconfig({server}, user)},
    ...told,
  });
  const by = /Run \S+login by hand/;
  const credential = (fields: object, apiVersion = 'client.authentication.k8s.io/v1'): object =>
    plugin(`echo '${JSON.stringify({kind: 'ExecCredential', apiVersion, ...fields})}'`);
  return [
    row('a plugin that hangs', plugin('echo please wait >&2; sleep 60'), {
      line: 'version --kubeclient-timeout 4s',
      cause: /waiting for \S+login \(user jane\)[\s\S]*please wait[\s\S]*no credentials within 4s/,
      place: PLUGIN,
      next: /by hand to see what it waits for; --kubeclient-timeout/,
    }),
    row(
      'a plugin that is not there',
      {exec: {command: 'no-such-login', installHint: 'Get it from example.com.'}},
      {
        cause: /it is not on the PATH/,
        place: /user "jane" from no-such-login.*user from \S+config/,
        next: /Hint: Get it from example\.com\./,
      },
    ),
    row('a plugin that fails', plugin('echo SECRET; echo session expired >&2; exit 7'), {
      cause: /ended with exit code 7: session expired/,
      place: PLUGIN,
      next: by,
      never: /SECRET/,
    }),
    row('a plugin that prints no JSON', plugin('echo SECRET'), {
      cause: /7 bytes that are not JSON instead of an ExecCredential/,
      place: PLUGIN,
      next: by,
      never: /SECRET/,
    }),
    row('a plugin that prints nothing', plugin(':'), {
      cause: /printed nothing instead of an ExecCredential/,
      place: PLUGIN,
      next: by,
    }),
    row(
      'a plugin of another version',
      credential({status: {token: 'SECRET'}}, 'client.authentication.k8s.io/v1alpha1'),
      {
        cause:
          /apiVersion "client\.authentication\.k8s\.io\/v1alpha1", the kubeconfig wants "client\.authentication\.k8s\.io\/v1"/,
        place: PLUGIN,
        next: /Update the plugin, or set the apiVersion/,
        never: /SECRET/,
      },
    ),
    row(
      'a plugin with old credentials',
      credential({status: {token: 'SECRET', expirationTimestamp: '2021-01-01T00:00:00Z'}}),
      {
        cause: /credentials that expired on 2021-01-01T00:00:00\.000Z; the clock here says 20/,
        place: PLUGIN,
        next: /Log in to the cluster again/,
        never: /SECRET/,
      },
    ),
    row('a plugin without a token', credential({status: {}}), {
      cause: /neither a token nor a client certificate/,
      place: PLUGIN,
      next: by,
    }),
    row(
      'a provider that was removed',
      {'auth-provider': {name: 'gcp', config: {'access-token': 'SECRET'}}},
      {
        cause: /auth-provider "gcp", which Kubernetes has no more/,
        place: /user "jane".*user from \S+config/,
        next: /gke-gcloud-auth-plugin/,
        never: /SECRET/,
      },
    ),
    row(
      'a token that is refused',
      {token: 'SECRET'},
      {
        cause: /does not accept the credentials of user "jane"/,
        place: /cluster "prod".*context work/,
        next: /Log in to the cluster again/,
        never: /SECRET/,
      },
    ),
    row('a client certificate that is past its time', clientCertificate(), {
      cause: /the client certificate of user "jane" expired on 2021-01-01T00:00:00Z; the clock here says 20/,
      place: /cluster "prod".*context work/,
      next: /Log in to the cluster again/,
    }),
  ];
}

function clientCertificate(): object {
  const {cert, key} = selfSigned('DNS:jane', PAST);
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  return {'client-certificate-data': base64(cert), 'client-key-data': base64(key)};
}
