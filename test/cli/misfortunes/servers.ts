// SPDX-License-Identifier: Apache-2.0
import type {RequestListener} from 'node:http';
import {closedPort, kubeconfig, raw, web} from './faulty.js';
import {CUT, IMPOSTORS, SILENT} from './impostors.js';
import {against, type Misfortune, PLACE} from './misfortune.js';

const CORRECT = /correct the server of cluster prod/;

/** Servers that are no Kubernetes API, or a broken one. */
export async function impostors(): Promise<Misfortune[]> {
  const told: Record<keyof typeof IMPOSTORS, [cause: RegExp, next: RegExp, line: string]> = {
    'a 404 page': [/an HTML page \("404 Not Found"\) \(HTTP 404\): that is no Kubernetes API/, CORRECT, 'tag list'],
    'a 404 without Status': [
      /HTTP 404 without a Status object: that is no Kubernetes API/,
      CORRECT,
      'uninstall --purge -y',
    ],
    'a 404 without a word': [/HTTP 404 without a Status object/, CORRECT, 'certs -A'],
    'an empty object': [/a JSON object without (?:kind|gitVersion)/, CORRECT, 'x injector list'],
    'an object of no kind': [/a JSON object without kind/, CORRECT, 'waypoint list -A'],
    'a list of something': [/broken JSON \(2 bytes/, /something else than a Kubernetes API server/, 'version'],
    'a login page': [/an HTML page \("Sign in"\)/, /log in/, 'analyze -A'],
    'a redirect to a login': [/a redirect to https:\/\/sso\.example\.com\/login/, /log in/, 'proxy-status'],
    'a failure page': [/an HTML page \("502 Bad Gateway"\) \(HTTP 502\)/, /load balancer or proxy/, 'version'],
    'an empty answer': [/broken JSON \(0 bytes/, /something else than a Kubernetes API server/, 'tag list'],
    'half an answer': [/broken JSON \(\d+ bytes/, /cut off/, 'tag list'],
    'a word': [/broken JSON \(2 bytes of text\/plain/, /something else than a Kubernetes API server/, 'version'],
    'garbage that calls itself gzip': [/broken JSON .*encoded as gzip/, /something else/, 'version'],
    'another API': [/an object of kind "Widget", not APIResourceList/, CORRECT, 'tag list'],
  };
  return Promise.all(
    Object.entries(told).map(async ([title, [cause, next, line]]) =>
      against(title, await web(listenerOf(title)), {line, cause, place: PLACE, next, never: /s3cret|sorry/}),
    ),
  );
}

function listenerOf(title: string): RequestListener {
  const found = Object.entries(IMPOSTORS).find(([name]) => name === title)?.[1];
  if (!found) throw new Error(`no impostor ${title}`);
  return found;
}

/** Servers that do not get to the end, and addresses where none is. */
export async function silences(): Promise<Misfortune[]> {
  const firewall = /Check VPN, firewall and proxy; --kubeclient-timeout/;
  const elsewhere = /Is the cluster running\? Check the server address/;
  const slow = 'tag list --kubeclient-timeout 1s';
  const named = (server: string): Record<string, string> => ({KUBECONFIG: kubeconfig({server})});
  const place = (server: string): RegExp => new RegExp(`cluster "prod" \\(${server}\\).*context work`);
  return [
    against('silence after the headers', await web(SILENT['nothing after the headers']), {
      line: slow,
      cause: /did not send the rest of the answer to get \S+ within 1s/,
      place: PLACE,
      next: firewall,
    }),
    against('silence', await web(SILENT['not even headers']), {
      line: slow,
      cause: /did not send the answer to get \S+ within 1s/,
      place: PLACE,
      next: firewall,
    }),
    against('an answer cut in the middle', await web(CUT), {
      cause: /the connection was cut|aborted|broken JSON/,
      place: PLACE,
      next: elsewhere,
    }),
    against('a port that hangs up', await raw((socket) => socket.destroy()), {
      cause: /the connection was cut|socket hang up/,
      place: PLACE,
      next: elsewhere,
    }),
    against('another protocol', await raw((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')), {
      cause: /something that is not HTTP/,
      place: PLACE,
      next: /Something else than a Kubernetes API server listens there/,
    }),
    against('nobody there', await closedPort(), {cause: /connection refused/, place: PLACE, next: elsewhere}),
    {
      title: 'a name that is none',
      env: named('https://no-such-host.invalid:6443'),
      cause: /host name (?:is unknown|could not be looked up)/,
      place: place('https://no-such-host.invalid:6443'),
      next: elsewhere,
    },
    {
      title: 'an address that nothing routes to',
      line: slow,
      env: named('https://192.0.2.1:6443'),
      cause: /no connection within 1s|connection refused|no route to the host|the network is unreachable/,
      place: place('https://192.0.2.1:6443'),
      next: /VPN/,
    },
    against('the end of --deadline', await web(SILENT['not even headers']), {
      line: 'tag list --deadline 5s',
      exitCode: 124,
      cause: /not done within 5s, its --deadline/,
      place: /waited for \w+ \S+ from cluster "prod" \(http/,
      next: /a longer --deadline gives it more time/,
    }),
  ];
}
