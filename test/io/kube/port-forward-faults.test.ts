// SPDX-License-Identifier: Apache-2.0
import {createHash} from 'node:crypto';
import type {IncomingMessage} from 'node:http';
import type {Duplex} from 'node:stream';
import {afterEach, describe, expect, test} from 'vitest';
import {WebSocketServer} from 'ws';
import {connect} from '../../../src/io/kube/connect.js';
import {ApiError} from '../../../src/kube/api-error.js';
import {istioctl} from '../../support/run.js';
import {type FaultServer, startUpgradeServer} from './fault-server.js';

const web = {namespace: 'shop', name: 'web-0'};
const PORT = 15000;

const running: FaultServer[] = [];
afterEach(() => {
  for (const server of running.splice(0)) server.stop();
});

type Fault = (socket: Duplex, request: IncomingMessage) => void;

/** Takes the wish for a WebSocket as RFC 6455 has it, with this protocol, and sends these bytes as they are. */
const webSocket =
  (protocol: string, ...pieces: Buffer[]): Fault =>
  (socket, {headers}) => {
    const key = `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
    );
    for (const piece of pieces) socket.write(piece);
  };

const tunnel = (...pieces: Buffer[]): Fault => webSocket('SPDY/3.1+portforward.k8s.io', ...pieces);
const channels = (...pieces: Buffer[]): Fault => webSocket('v4.channel.k8s.io', ...pieces);

/** Cuts the connection when the client begins to use what the fault has made of it. */
const thenCut =
  (fault: Fault): Fault =>
  (socket, request) => {
    fault(socket, request);
    socket.once('data', () => socket.destroy());
  };

/** A whole binary frame of a WebSocket. */
const frame = (...bytes: number[]): Buffer => Buffer.of(0x82, bytes.length, ...bytes);

/** What says that channels 0 and 1 are for the port. */
const greetings = [frame(0, PORT & 0xff, PORT >> 8), frame(1, PORT & 0xff, PORT >> 8)];

/** Refuses WebSockets, and does this with SPDY. */
const spdy =
  (fault: Fault): Fault =>
  (socket, request) => {
    if (request.headers['upgrade'] === 'SPDY/3.1') return fault(socket, request);
    return socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
  };

const asSpdy = (...bytes: number[]): Fault =>
  spdy((socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: SPDY/3.1\r\nConnection: Upgrade\r\n\r\n');
    socket.write(Buffer.of(...bytes));
  });

/** Takes a connection, and ends it as a kubelet does that could not make it: data without a byte, a reason beside it. */
const nodeThatSays =
  (isDataFirst: boolean, said: string): Fault =>
  (socket, request) => {
    // The name of the protocol has a slash, which ws would not take.
    const {'sec-websocket-protocol': _, ...headers} = request.headers;
    request.headers = headers;
    const server = new WebSocketServer({noServer: true});
    server.on('headers', (lines) => lines.push('Sec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io'));
    server.handleUpgrade(request, socket, Buffer.alloc(0), (opened) => {
      const data = Buffer.of(0, 0, 0, 3, FIN, 0, 0, 0);
      const reason = Buffer.concat([Buffer.of(0, 0, 0, 1, FIN, 0, 0, said.length), Buffer.from(said)]);
      opened.on('message', (bytes: Buffer) => {
        const isSecondStream = bytes[0] === 0x80 && bytes[3] === SYN_STREAM && bytes[11] === 3;
        if (isSecondStream) for (const frames of isDataFirst ? [data, reason] : [reason, data]) opened.send(frames);
      });
    });
  };

const FIN = 1;
const SYN_STREAM = 1;

const text = (words: string): number[] => [...Buffer.from(words)];

async function serve(fault: Fault): Promise<FaultServer> {
  const server = await startUpgradeServer((request, socket) => fault(socket, request));
  running.push(server);
  return server;
}

const CLUSTER = 'cluster "prod" (SERVER)';
const LOST = `the connection to port ${PORT} of pod shop/web-0 through ${CLUSTER} was lost: `;
const ELSE = `${CLUSTER} sent something else than a forwarded port for pod shop/web-0: `;
const SILENT = `port ${PORT} of pod shop/web-0 did not send the answer within 2s`;
const NO_UPGRADE = `${CLUSTER} did not send the answer to forward a port of Pod/shop/web-0 within 2s`;

/** Milliseconds that no test lasts: a fault must be noticed, not waited for. */
const FOREVER = 3_600_000;

/** Whether nothing but the time tells that something is wrong. */
const isSilent = (expected: string): boolean => expected === SILENT || expected === NO_UPGRADE;

describe('a port-forward that goes wrong on the way', () => {
  test.each<[string, Fault, string]>([
    ['is never answered', () => {}, NO_UPGRADE],
    ['is cut', (socket) => void socket.destroy(), `cannot reach ${CLUSTER}: the connection was cut`],
    [
      'is answered with half a head',
      (socket) => void socket.end('HTTP/1.1 101 Swit'),
      `cannot reach ${CLUSTER}: the connection was cut`,
    ],
    [
      'is answered with no HTTP',
      (socket) => void socket.end('SSH-2.0-hello\r\n\r\n'),
      `${CLUSTER} answered something that is not HTTP`,
    ],
    [
      'is answered for another key',
      (socket) =>
        void socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n',
        ),
      `cannot reach ${CLUSTER}: Invalid Sec-WebSocket-Accept header`,
    ],
    ['says nothing in the tunnel', tunnel(), SILENT],
    [
      'sends garbage in the tunnel',
      tunnel(frame(...text('<html>welcome</html>'))),
      `${ELSE}"<html>welcome</html>" is no SPDY frame`,
    ],
    [
      'sends garbage instead of frames',
      tunnel(Buffer.from('<html>welcome</html>')),
      `${LOST}Invalid WebSocket frame: RSV2 and RSV3 must be clear`,
    ],
    [
      'sends a frame for a stream that is not there',
      tunnel(frame(0, 0, 0, 99, 0, 0, 0, 1, 65)),
      `${ELSE}${JSON.stringify('\0\0\0c\0\0\0\u0001A')} is no SPDY frame`,
    ],
    ['sends a frame that is too short', tunnel(frame(0x80, 3, 0, 3, 0, 0, 0, 2, 0, 0)), `${ELSE}a frame is too short`],
    [
      'is cut in the middle of a frame',
      thenCut(tunnel(frame(0x80, 3, 0, 3, 0, 0, 0, 8, 0))),
      `${LOST}the connection was closed`,
    ],
    [
      'is cut in the middle of a WebSocket frame',
      thenCut(tunnel(Buffer.of(0x82, 100, 1, 2, 3))),
      `${LOST}the connection was closed`,
    ],
    ['stops in the middle of a frame', tunnel(frame(0x80, 3, 0, 3, 0, 0, 0, 8, 0)), SILENT],
    ['says nothing on channels', channels(), SILENT],
    ['sends garbage on channels', channels(frame(...text('<html>'))), `${ELSE}channel 60 starts with no port`],
    ['names another port', channels(frame(0, 1, 1)), `${ELSE}channel 0 starts with no port`],
    [
      'sends garbage instead of channels',
      channels(Buffer.from('<html>welcome</html>')),
      `${LOST}Invalid WebSocket frame: RSV2 and RSV3 must be clear`,
    ],
    [
      'is cut in the middle of a message',
      thenCut(channels(...greetings, Buffer.of(0x82, 100, 0, 72))),
      `${LOST}closed with 1006`,
    ],
    [
      'forwards garbage',
      channels(...greetings, frame(0, ...text('SSH-2.0-hello\r\n'))),
      `port ${PORT} of pod shop/web-0 answered something that is not HTTP`,
    ],
    ['takes no WebSocket and never answers', spdy(() => {}), NO_UPGRADE],
    [
      'takes no WebSocket and sends garbage',
      asSpdy(...text('<html>welcome</html>')),
      `${ELSE}"<html>welcome</html>" is no SPDY frame`,
    ],
    [
      'takes no WebSocket and is cut in the middle of a frame',
      thenCut(asSpdy(0x80, 3, 0, 3, 0, 0, 0, 8, 0)),
      `${LOST}the connection was closed`,
    ],
  ])('%s', async (_, fault, expected) => {
    const server = await serve(fault);
    const cluster = await connect({kubeconfig: server.kubeconfig, requestTimeout: isSilent(expected) ? 2000 : FOREVER});
    const error: unknown = await cluster
      .fetch(web, PORT, {method: 'GET', path: '/config_dump'})
      .catch((e: unknown) => e);
    cluster.close();
    if (!(error instanceof ApiError)) throw new Error('expected an ApiError', {cause: error});
    const where = `; context work from ${server.kubeconfig}`;
    expect(error.message.replaceAll(server.url, 'SERVER')).toBe(expected + where);
    expect(error.hint).toBeDefined();
  });

  test.each<[string, string, string]>([
    ['that nothing listens', 'data first', 'connection refused'],
    ['that nothing listens', 'reason first', 'connection refused'],
    ['that the pod has no network', 'data first', 'no such network namespace'],
  ])('ends like any other, and the node says %s: %s', async (_, order, said) => {
    const server = await serve(nodeThatSays(order === 'data first', said));
    const cluster = await connect({kubeconfig: server.kubeconfig, requestTimeout: FOREVER});
    const answer = cluster.fetch(web, PORT, {method: 'GET', path: '/config_dump'});
    await expect(answer).rejects.toMatchObject({
      message: expect.stringMatching(
        /refused the connection|could not connect to port 15000: no such network namespace/,
      ),
    });
    cluster.close();
  });

  test('is refused to two at once: both are told why, and one has asked', async () => {
    const wishes: unknown[] = [];
    const server = await serve((socket, {headers}) => {
      wishes.push(headers['upgrade']);
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    });
    const cluster = await connect({kubeconfig: server.kubeconfig, requestTimeout: FOREVER});
    const ask = (path: string) => cluster.fetch(web, PORT, {method: 'GET', path});
    // The first that fails ends the connection for all.
    const both = [ask('/a'), ask('/b')].map((each) => each.catch((error: unknown) => (cluster.close(), error)));
    const errors = await Promise.all(both);
    expect(errors).toEqual([expect.objectContaining({status: 403}), expect.objectContaining({status: 403})]);
    expect(wishes).toEqual(['websocket', 'SPDY/3.1']);
  });

  test.each<[string, Fault, string]>([
    ['garbage', tunnel(frame(...text('<html>welcome</html>'))), `${ELSE}"<html>welcome</html>" is no SPDY frame`],
    ['a cut in mid-frame', thenCut(tunnel(Buffer.of(0x82, 100, 1, 2, 3))), LOST],
    ['silence', () => {}, NO_UPGRADE],
  ])('ends a command with one line and exit code 1: %s', async (_, fault, expected) => {
    const {url, kubeconfig} = await serve(fault);
    const limit = isSilent(expected) ? '2s' : '1h';
    const args = ['proxy-config', 'clusters', 'web-0.shop', '--kubeconfig', kubeconfig, '--kubeclient-timeout', limit];
    const {stdout, stderr, exitCode} = await istioctl(args, {timeout: 50_000});
    expect([exitCode, stdout]).toEqual([1, '']);
    const [error = '', hint = '', ...more] = stderr.replaceAll(url, 'SERVER').trim().split('\n');
    expect(error).toContain(`Error: failed to execute command on web-0.shop sidecar: ${expected}`);
    expect(hint).toMatch(/^Hint: /);
    expect(more).toEqual([]);
  });
});
