// SPDX-License-Identifier: Apache-2.0
import http from 'node:http';
import https, {type RequestOptions} from 'node:https';
import type {Duplex} from 'node:stream';
import type {WebSocket} from 'ws';
import {type HttpAnswer, Stalled} from './http.js';

/** The server answered the wish for another protocol with an ordinary answer. */
export class NotUpgraded extends Error {
  constructor(readonly answer: HttpAnswer) {
    super(`HTTP ${answer.status}`);
  }
}

export interface OpenedWebSocket {
  socket: WebSocket;
  /** Which of the offered protocols the server took; empty when it named none. */
  protocol: string;
}

/** Opens a WebSocket within `timeout` milliseconds. Rejects with {@link NotUpgraded}, {@link Stalled} or the error. */
export async function openWebSocket(
  server: string,
  options: RequestOptions,
  path: string,
  protocols: string[],
  timeout: number,
): Promise<OpenedWebSocket> {
  const {WebSocket} = await import('ws');
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(addressOf(server, path).replace(/^http/, 'ws'), [], {
      ...options,
      // The name of one protocol has a slash, which `ws` does not let through as a protocol, rightly.
      headers: {...plainHeaders(options), 'Sec-WebSocket-Protocol': protocols.join(', ')},
      perMessageDeflate: false,
    });
    const timer = setTimeout(() => fail(new Stalled('answer', timeout)), timeout);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(error);
      socket.terminate();
    };
    let protocol = '';
    socket.once('upgrade', (answer) => {
      protocol = answer.headers['sec-websocket-protocol'] ?? '';
      delete answer.headers['sec-websocket-protocol'];
    });
    // Terminating what is not open yet is an error, too.
    socket.on('error', fail);
    socket.once('unexpected-response', (_, answer) => {
      readAll(answer).then((body) => fail(notUpgraded(answer, body)), fail);
    });
    socket.once('open', () => {
      clearTimeout(timer);
      // Until somebody listens; resuming is up to who does.
      socket.pause();
      resolve({socket, protocol});
    });
  });
}

/** Asks to speak SPDY on a connection of its own. Rejects as {@link openWebSocket} does. */
export function openSpdy(
  server: string,
  options: RequestOptions,
  path: string,
  protocol: string,
  timeout: number,
): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...plainHeaders(options),
      Connection: 'Upgrade',
      Upgrade: 'SPDY/3.1',
      'X-Stream-Protocol-Version': protocol,
      'Content-Length': 0,
    };
    const transport = server.startsWith('http:') ? http : https;
    const request = transport.request(addressOf(server, path), {...options, method: 'POST', headers});
    const timer = setTimeout(() => request.destroy(new Stalled('answer', timeout)), timeout);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(error);
    };
    request.once('error', fail);
    request.once('upgrade', (_, socket, head) => {
      clearTimeout(timer);
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    request.once('response', (answer) => {
      readAll(answer).then((body) => fail(notUpgraded(answer, body)), fail);
    });
    request.end();
  });
}

function addressOf(server: string, path: string): string {
  return `${server.replace(/\/$/, '')}${path}`;
}

function plainHeaders({headers}: RequestOptions) {
  return {...(Array.isArray(headers) ? {} : headers), 'User-Agent': 'istioctl'};
}

function notUpgraded({statusCode = 0, headers}: http.IncomingMessage, body: string): NotUpgraded {
  return new NotUpgraded({status: statusCode, headers, body});
}

async function readAll(incoming: http.IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of incoming.setEncoding('utf8')) text += piece;
  return text;
}
