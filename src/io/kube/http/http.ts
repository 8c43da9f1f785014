// SPDX-License-Identifier: Apache-2.0
import http, {type IncomingHttpHeaders, type IncomingMessage} from 'node:http';
import https, {type RequestOptions} from 'node:https';
import {TLSSocket} from 'node:tls';
import {isDistrust, type ShownCertificate, Untrusted} from './tls-failure.js';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path and query. */
  path: string;
  body?: string | undefined;
  contentType?: string | undefined;
  /** Media types to be answered; JSON when left out. */
  accept?: string | undefined;
  /** Ends the request with an error. */
  signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A request that took too long; `phase` says what had not come when the time was over. */
export class Stalled extends Error {
  constructor(
    readonly phase: 'connection' | 'answer' | 'rest of the answer',
    readonly milliseconds: number,
  ) {
    super(`no ${phase} within ${milliseconds / 1000}s`);
  }
}

/**
 * Sends one request and reads the whole answer within `timeout` milliseconds. Rejects with {@link Stalled}, or with
 * the error of the connection; a connection that ends before the answer does is such an error. A kept connection that
 * the server had closed meanwhile is replaced by a new one.
 */
export async function send(
  server: string,
  options: RequestOptions,
  request: HttpRequest,
  timeout: number,
): Promise<HttpAnswer> {
  try {
    return await attempt(server, options, request, timeout);
  } catch (error) {
    if (error instanceof StaleConnection && request.method !== 'POST') {
      return attempt(server, options, request, timeout);
    }
    throw error;
  }
}

/** A kept connection turned out to be closed before anything was answered on it. */
class StaleConnection extends Error {}

function attempt(server: string, options: RequestOptions, request: HttpRequest, timeout: number): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    let phase: Stalled['phase'] = 'connection';
    let shown: ShownCertificate | undefined;
    const outgoing = start(server, {...options, ...(request.signal && {signal: request.signal})}, request);
    const timer = setTimeout(() => {
      const stalled = new Stalled(phase, timeout);
      // A request without a connection tells of its end only when it gets one, which a proxy may never let it.
      if (outgoing.socket === null) fail(stalled);
      outgoing.destroy(stalled);
    }, timeout);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      if ('code' in error && isDistrust(String(error.code))) {
        return reject(new Untrusted(String(error.code), shown, error));
      }
      const stale = outgoing.reusedSocket && phase === 'answer' && 'code' in error && error.code === 'ECONNRESET';
      reject(stale ? new StaleConnection(error.message, {cause: error}) : error);
    };
    whenConnected(outgoing, () => {
      phase = 'answer';
    });
    outgoing.once('socket', (socket) => {
      // A connection that is used again shook hands long ago.
      if (!(socket instanceof TLSSocket) || known.has(socket)) return;
      known.add(socket);
      // Once the handshake has failed the certificate is gone.
      socket.prependOnceListener('secure', () => (shown = certificateOf(socket)));
    });
    outgoing.once('error', fail);
    outgoing.once('response', (incoming) => {
      phase = 'rest of the answer';
      readBody(incoming).then((body) => {
        clearTimeout(timer);
        resolve({status: incoming.statusCode ?? 0, headers: incoming.headers, body});
      }, fail);
    });
    outgoing.end(request.body);
  });
}

/**
 * Sends one request and answers its body as it comes, in pieces. Connecting may take `timeout` milliseconds; there is
 * no limit to how long the rest goes on.
 */
export function open(
  server: string,
  options: RequestOptions,
  request: HttpRequest,
  signal: AbortSignal,
  timeout: number,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = start(server, {...options, signal}, request);
    const timer = setTimeout(() => outgoing.destroy(new Stalled('connection', timeout)), timeout);
    whenConnected(outgoing, () => clearTimeout(timer));
    outgoing.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    outgoing.once('response', resolve);
    outgoing.end(request.body);
  });
}

/** Connections whose handshake was waited for already. */
const known = new WeakSet<TLSSocket>();

/** Calls back when the request has a connection, TLS included. */
function whenConnected(outgoing: http.ClientRequest, connected: () => void): void {
  outgoing.once('socket', (socket) => {
    if (socket.connecting) socket.once('encrypted' in socket ? 'secureConnect' : 'connect', connected);
    else connected();
  });
}

function certificateOf(socket: TLSSocket): ShownCertificate | undefined {
  const {valid_from: validFrom, valid_to: validTo, subjectaltname: names = ''} = socket.getPeerCertificate();
  return validFrom === undefined ? undefined : {validFrom, validTo, names};
}

function start(server: string, options: RequestOptions, request: HttpRequest): http.ClientRequest {
  const url = new URL(server);
  const transport = url.protocol === 'http:' ? http : https;
  const headers = {
    ...(Array.isArray(options.headers) ? {} : options.headers),
    Accept: request.accept ?? 'application/json',
    'User-Agent': 'istioctl',
    ...(request.body !== undefined && {
      'Content-Type': request.contentType ?? 'application/json',
      'Content-Length': Buffer.byteLength(request.body),
    }),
  };
  const path = `${url.pathname.replace(/\/$/, '')}${request.path}`;
  return transport.request({
    ...options,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port || undefined,
    method: request.method,
    path,
    headers,
  });
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}
