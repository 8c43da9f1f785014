// SPDX-License-Identifier: Apache-2.0
import {FOLDER, file, kubeconfig} from './faulty.js';
import type {Misfortune, Told} from './misfortune.js';

/** Kubeconfigs that are wrong. */
export function kubeconfigs(): Misfortune[] {
  const row = (title: string, path: string, told: Told): Misfortune => ({title, env: {KUBECONFIG: path}, ...told});
  const other = /--kubeconfig|KUBECONFIG/;
  const missing = `${FOLDER}/missing`;
  return [
    {
      title: 'a kubeconfig that is missing',
      line: `version --kubeconfig ${missing}`,
      env: {},
      exitCode: 65,
      cause: /does not exist/,
      place: /kubeconfig \S+missing/,
      next: other,
    },
    row('a kubeconfig that is a folder', FOLDER, {
      exitCode: 65,
      cause: /folder|directory/,
      place: /istioctl-misf/,
      next: other,
    }),
    row('a kubeconfig that is not YAML', file('a: [b'), {
      exitCode: 65,
      cause: /is not YAML/,
      place: /kubeconfig \S+config/,
      next: other,
    }),
    row('an empty kubeconfig', file(''), {cause: /names no current context/, place: /\S+config/, next: other}),
    {
      title: 'a context that is not there',
      line: 'version --context nope',
      env: {KUBECONFIG: kubeconfig({server: 'https://x'})},
      cause: /context "nope" is not in kubeconfig/,
      place: /\S+config/,
      next: /Choose one with --context: work/,
    },
    row(
      'an authority file that is missing',
      kubeconfig({server: 'https://127.0.0.1:1', 'certificate-authority': 'ca.pem'}),
      {
        cause: /cannot read the certificate authority/,
        place: /cluster "prod".*ca\.pem/,
        next: /Check certificate-authority/,
      },
    ),
    row('a server that is no address', kubeconfig({server: 'https://joe:SECRET@prod:99999/?token=SECRET'}), {
      cause: /is no address of a server/,
      place: /server "https:\/\/\S+ of cluster prod/,
      next: /https:\/\/HOST:PORT/,
      never: /SECRET/,
    }),
    row('a secret in the address', kubeconfig({server: 'http://joe:SECRET@127.0.0.1:1/?token=SECRET'}), {
      cause: /connection refused/,
      place: /http:\/\/127\.0\.0\.1:1\)/,
      next: /Is the cluster running/,
      never: /SECRET/,
    }),
  ];
}
