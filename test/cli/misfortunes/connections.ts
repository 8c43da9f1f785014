// SPDX-License-Identifier: Apache-2.0
import type {Socket} from 'node:net';
import {FUTURE, GOOD, PAST, selfSigned} from './certificates.js';
import {closedPort, kubeconfig, raw, tls, web} from './faulty.js';
import {type Misfortune, PLACE, type Told, unauthorized} from './misfortune.js';

/** Proxies on the way; the server is a name, for addresses of this machine are never asked for through a proxy. */
export async function proxies(): Promise<Misfortune[]> {
  const closed = await closedPort();
  const refusing = (status: string): Promise<number> =>
    raw((socket) => void socket.once('data', () => socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`)));
  const env = (variable: string, url: string): Record<string, string> => ({
    KUBECONFIG: kubeconfig({server: 'https://prod.example.com:6443'}),
    [variable]: url,
  });
  const place = (source: string): RegExp =>
    new RegExp(`cluster "prod" \\(https://prod.example.com:6443 through proxy \\S+ from ${source}\\)`);
  const running = /Is the proxy running.*NO_PROXY/;
  const hanging = await raw(() => {});
  return [
    {
      title: 'a proxy that is not there',
      env: env('HTTPS_PROXY', `http://joe:SECRET@127.0.0.1:${closed}`),
      cause: /connection refused/,
      place: place('HTTPS_PROXY'),
      next: running,
      never: /SECRET/,
    },
    {
      title: 'a proxy that wants credentials',
      env: env('https_proxy', `http://127.0.0.1:${await refusing('407 Proxy Authentication Required')}`),
      cause: /the proxy wants credentials.*\(HTTP 407\)/,
      place: place('https_proxy'),
      next: /http:\/\/USER:PASSWORD@HOST:PORT/,
    },
    {
      title: 'a proxy that forbids',
      env: env('ALL_PROXY', `http://127.0.0.1:${await refusing('403 Forbidden')}`),
      cause: /the proxy refused to connect \(HTTP 403\)/,
      place: place('ALL_PROXY'),
      next: /NO_PROXY/,
    },
    {
      title: 'a proxy that hangs',
      line: 'version --kubeclient-timeout 1s',
      env: env('HTTPS_PROXY', `127.0.0.1:${hanging}`),
      cause: /no connection within 1s/,
      place: place('HTTPS_PROXY'),
      next: /firewall and proxy/,
    },
    {
      title: 'a proxy of the kubeconfig that is no URL',
      env: {KUBECONFIG: kubeconfig({server: 'https://prod.example.com', 'proxy-url': 'http://joe:SECRET@:bad:'})},
      cause: /is not a URL/,
      place: /proxy \S+ from proxy-url of cluster prod/,
      next: /A proxy is http:\/\/HOST:PORT/,
      never: /SECRET/,
    },
    {
      title: 'a proxy of another kind',
      env: env('HTTPS_PROXY', 'ftp://127.0.0.1:21'),
      cause: /scheme ftp, which is not spoken here/,
      place: /from HTTPS_PROXY/,
      next: /socks5:\/\/HOST:PORT/,
    },
    {
      title: 'a SOCKS5 proxy that is not there',
      env: env('ALL_PROXY', `socks5h://127.0.0.1:${closed}`),
      cause: /connection refused/,
      place: place('ALL_PROXY'),
      next: running,
    },
    {
      title: 'a SOCKS4 proxy that refuses',
      env: env('HTTPS_PROXY', `socks4a://127.0.0.1:${await raw(refuseSocks4)}`),
      cause: /the proxy refused to connect/,
      place: place('HTTPS_PROXY'),
      next: /SOCKS proxy of that version/,
    },
  ];
}

function refuseSocks4(socket: Socket): void {
  socket.once('data', () => socket.end(Buffer.of(0, 0x5b, 0, 0, 0, 0, 0, 0)));
}

/** What goes wrong with TLS. */
export async function certificates(): Promise<Misfortune[]> {
  const [past, future, good, other] = [
    selfSigned('IP:127.0.0.1', PAST),
    selfSigned('IP:127.0.0.1', FUTURE),
    selfSigned('IP:127.0.0.1', GOOD),
    selfSigned('DNS:other.example.com', GOOD),
  ];
  const never = /OPENSSL|:SSL routines|ssl3_/;
  const row = async (title: string, server: typeof past, ca: string | undefined, told: Told): Promise<Misfortune> => ({
    title,
    env: {
      KUBECONFIG: kubeconfig({
        server: `https://127.0.0.1:${await tls((_, response) => unauthorized(response), server)}`,
        ...(ca && {'certificate-authority-data': Buffer.from(ca).toString('base64')}),
      }),
    },
    never,
    ...told,
  });
  const at = {place: PLACE};
  return [
    await row('a certificate past its time', past, past.cert, {
      ...at,
      cause: /has expired \(valid from 2020-01-01T00:00:00Z to 2021-01-01T00:00:00Z\); the clock here says 20/,
      next: /Renew the server's certificate.*or correct the clock/,
    }),
    await row('a certificate before its time', future, future.cert, {
      ...at,
      cause: /not valid yet \(valid from 2098-01-01T00:00:00Z/,
      next: /Correct the clock/,
    }),
    await row('an unknown authority', good, other.cert, {
      ...at,
      cause: /not signed by the certificate authority in the kubeconfig/,
      next: /Check certificate-authority/,
    }),
    await row('no authority in the kubeconfig', good, undefined, {
      ...at,
      cause: /not signed by an authority that this system trusts, and the kubeconfig names none/,
      next: /Give cluster prod a certificate-authority/,
    }),
    await row('a certificate of another host', other, other.cert, {
      ...at,
      cause: /for another host name \(it is for DNS:other\.example\.com\)/,
      next: /tls-server-name/,
    }),
    {
      title: 'plain HTTP where TLS should be',
      env: {KUBECONFIG: kubeconfig({server: `https://127.0.0.1:${await web((_, response) => response.end('ok'))}`})},
      cause: /what listens there does not speak TLS/,
      place: PLACE,
      next: /starts with http:\/\//,
      never,
    },
  ];
}
