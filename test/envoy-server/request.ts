// SPDX-License-Identifier: Apache-2.0
import {once} from 'node:events';
import {type IncomingHttpHeaders, request} from 'node:http';
import {connect, type Socket} from 'node:net';
import {connect as connectTls} from 'node:tls';

export interface Sent {
  /** Where the application wanted to connect, `host:port`, told by the PROXY protocol; nothing is told where it is left out. */
  to?: string;
  method: string;
  path: string;
  /** `host` among them. */
  headers: Record<string, string | string[]>;
  /** Speaks TLS, with this name and these protocols. */
  tls?: {servername?: string; ALPNProtocols?: string[]; key?: string; cert?: string};
}

export interface Received {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Sends one HTTP request to a port of the loopback address and waits for the answer; fails where the connection is closed. */
export async function sendThrough(port: number, {to, method, path, headers, tls}: Sent): Promise<Received> {
  const tcp = connect(port, '127.0.0.1');
  await once(tcp, 'connect');
  if (to) tcp.write(proxyLine(to));
  const socket: Socket = tls ? connectTls({socket: tcp, rejectUnauthorized: false, ...tls}) : tcp;
  const sent = request({createConnection: () => socket, method, path, headers, setHost: false, timeout: 10_000});
  sent.on('timeout', () => sent.destroy(new Error('no answer within ten seconds')));
  const [answer] = await once(sent.end(), 'response');
  let body = '';
  for await (const piece of answer.setEncoding('utf8')) body += piece;
  socket.destroy();
  return {status: answer.statusCode, headers: answer.headers, body};
}

/** The header of version 1 of the PROXY protocol. */
function proxyLine(to: string): string {
  const [, host, port] = /^(.*):(\d+)$/.exec(to) ?? [];
  return `PROXY TCP4 127.0.0.1 ${host} 40000 ${port}\r\n`;
}
