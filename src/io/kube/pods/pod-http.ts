// SPDX-License-Identifier: Apache-2.0
import http from 'node:http';
import type {Duplex} from 'node:stream';
import {Stalled} from '../http/http.js';
import type {PodAnswer, PodRequest} from './pod-access.js';
import {type PodPort, portFailure} from './pod-failure.js';

/** How many times the timeout an answer may take that keeps coming. */
const PATIENCE = 20;

/**
 * Sends one HTTP request over a connection to a pod and reads the whole answer. The answer has `timeout` milliseconds to
 * begin, and as many between two pieces: a large one may take longer than that, though not for ever.
 */
export function sendToPod(connection: Duplex, at: PodPort, request: PodRequest, timeout: number): Promise<PodAnswer> {
  return new Promise((resolve, reject) => {
    let phase: Stalled['phase'] = 'answer';
    const {method, path, headers, body} = request;
    const outgoing = http.request({
      createConnection: () => connection,
      method,
      path: path.startsWith('/') ? path : `/${path}`,
      headers: {Host: `localhost:${at.port}`, Connection: 'close', ...headers},
    });
    const timer = setTimeout(() => fail(new Stalled(phase, timeout)), timeout);
    const end = setTimeout(() => fail(new Stalled(phase, PATIENCE * timeout)), PATIENCE * timeout);
    const done = (): void => {
      clearTimeout(timer);
      clearTimeout(end);
    };
    const fail = (error: Error): void => {
      done();
      reject(portFailure(at, error));
      outgoing.destroy();
      connection.destroy();
    };
    outgoing.once('error', fail);
    // Node tells of a connection that breaks in the middle of an answer in words of its own.
    connection.once('error', fail);
    outgoing.once('response', (incoming) => {
      phase = 'rest of the answer';
      readAll(incoming, () => timer.refresh()).then((bytes) => {
        done();
        connection.destroy();
        resolve({status: incoming.statusCode ?? 0, headers: incoming.headers, body: bytes});
      }, fail);
    });
    outgoing.end(body);
  });
}

async function readAll(incoming: http.IncomingMessage, onPiece: () => void): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) {
    onPiece();
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
