// SPDX-License-Identifier: Apache-2.0
import {Duplex} from 'node:stream';
import {setTimeout as delay} from 'node:timers/promises';
import type {WebSocket} from 'ws';
import {ApiError} from '../../../kube/api-error.js';
import type {ObjectKey} from '../cluster.js';
import type {ApiClient} from '../http/api-client.js';
import {channelMessage, listenToChannels} from '../http/channels.js';
import {createSpdySession, type SpdySession} from '../http/spdy.js';
import {NotSpdy} from '../http/spdy-frame.js';
import {openSpdy, openWebSocket} from '../http/upgrade.js';
import {ConnectionCut, NodeComplaint, type PodPort, podName, portFailure} from '../pods/pod-failure.js';

/** Newer servers carry SPDY over a WebSocket; older ones pass channels through to the kubelet. */
const PROTOCOLS = ['SPDY/3.1+portforward.k8s.io', 'v4.channel.k8s.io'];

/** A tunnel that nobody uses is kept this long for whoever asks the same pod next, in milliseconds. */
const IDLE = 5000;

export interface Forwarder {
  dial(pod: ObjectKey, port: number): Promise<Duplex>;
  close(): void;
}

/** Connects to ports of pods; connections to one pod share a tunnel where the server lets them. */
export function createForwarder(client: ApiClient): Forwarder {
  const tunnels = new Map<string, Promise<SpdySession | undefined>>();
  const single = new Set<Duplex>();
  let requests = 0;
  let isClosed = false;

  async function dial(pod: ObjectKey, port: number): Promise<Duplex> {
    const at: PodPort = {origin: client.origin, pod, port};
    const key = podName(pod);
    const kept = tunnels.get(key);
    const session = kept && (await kept);
    if (session !== undefined) return overSpdy(session, at, requests++);
    // What is still under way when all is over, such as the other half of a comparison that failed, must not hold it up.
    if (isClosed) throw portFailure(at, new ConnectionCut());
    const opening = openTunnel(client, at);
    keep(key, opening);
    const tunnel = await opening;
    if ('open' in tunnel) return overSpdy(tunnel, at, requests++);
    const stream = overChannels(tunnel, at);
    single.add(stream);
    stream.once('close', () => single.delete(stream));
    return stream;
  }

  /**
   * Lets whoever comes meanwhile wait for the tunnel; undefined tells them to open one of their own. What fails fails for
   * all who wait: the first to be told may end the others before they could ask themselves.
   */
  function keep(key: string, opening: Promise<SpdySession | WebSocket>): void {
    const shared = opening.then((tunnel) => ('open' in tunnel ? tunnel : undefined));
    const forget = (): void => {
      if (tunnels.get(key) === shared) tunnels.delete(key);
    };
    tunnels.set(key, shared);
    shared.then((session) => session?.closed).then(forget, forget);
  }

  return {
    dial,
    close: () => {
      isClosed = true;
      for (const tunnel of tunnels.values()) {
        tunnel.then(
          (session) => session?.close(),
          () => {}, // Whoever dialled is told.
        );
      }
      for (const stream of single) stream.destroy();
    },
  };
}

/** A session for many connections, or a WebSocket for one. */
async function openTunnel(client: ApiClient, {pod, port}: PodPort): Promise<SpdySession | WebSocket> {
  const namespace = pod.namespace ?? client.origin.namespace;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod.name)}/portforward`;
  const operation = {verb: 'forward a port of', subject: `Pod/${namespace}/${pod.name}`};
  try {
    const {socket, protocol} = await client.upgrade(operation, (server, options, timeout) =>
      openWebSocket(server, options, `${path}?ports=${port}`, PROTOCOLS, timeout),
    );
    if (protocol !== PROTOCOLS[0]) return socket;
    const {createWebSocketStream} = await import('ws');
    return closingWhenIdle(createSpdySession(createWebSocketStream(socket)));
  } catch (error) {
    if (!mayStillSpeakSpdy(error)) throw error;
    const socket = await client.upgrade(operation, (server, options, timeout) =>
      openSpdy(server, options, path, 'portforward.k8s.io', timeout),
    );
    return closingWhenIdle(createSpdySession(socket));
  }
}

/**
 * Whether it is worth asking for SPDY itself: a proxy may not know WebSockets, and a role may allow to `create`
 * pods/portforward, which is what SPDY takes, and not to `get` it.
 */
export function mayStillSpeakSpdy(error: unknown): boolean {
  return error instanceof ApiError && error.status !== undefined && ![401, 404, 429].includes(error.status);
}

/** Ends a session after its streams have all been closed for a while: an open connection keeps the process alive. */
function closingWhenIdle(session: SpdySession): SpdySession {
  let used = 0;
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  void session.closed.then(() => {
    isOver = true;
    clearTimeout(timer);
  });
  return {
    ...session,
    open(...how) {
      clearTimeout(timer);
      used++;
      const stream = session.open(...how);
      stream.once('close', () => {
        used--;
        // A session that is lost or closed takes its streams along, and they may tell of it after it.
        if (used === 0 && !isOver) timer = setTimeout(() => session.close(), IDLE);
      });
      return stream;
    },
  };
}

/** One connection in a session: a stream for data, and one on which the node tells what is wrong. */
function overSpdy(session: SpdySession, at: PodPort, request: number): Duplex {
  const headers = {port: String(at.port), requestid: String(request)};
  const errors = session.open({...headers, streamtype: 'error'});
  errors.end();
  const complaint = complaintOn(errors);
  let isReset = false;
  const data = session.open({...headers, streamtype: 'data'}, () => {
    isReset = true;
  });
  const stream = new Duplex({
    read: () => void data.resume(),
    // What ends the data stream says more than that nothing can be sent on it.
    write: (bytes, _, done) => void data.write(bytes, () => done()),
    final: (done) => void data.end(() => done()),
    destroy(error, done) {
      data.destroy();
      errors.destroy();
      done(error);
    },
  });
  data.on('data', (bytes) => {
    if (!stream.push(bytes)) data.pause();
  });
  let isAnswered = false;
  data.once('data', () => {
    isAnswered = true;
  });
  const fail = async (cause: Error): Promise<void> => {
    const said = await complaint;
    stream.destroy(portFailure(at, said === '' ? cause : new NodeComplaint(said)));
  };
  /** A kubelet ends a connection that it could not make like any other, and says why beside it. */
  const finish = async (): Promise<void> => {
    const said = isAnswered ? '' : await Promise.race([complaint, laterNothing(GRACE)]);
    if (said === '') stream.push(null);
    else stream.destroy(portFailure(at, new NodeComplaint(said)));
  };
  data.once('end', () => void (isReset ? fail(new ConnectionCut()) : finish()));
  data.once('error', (error) => void fail(error));
  return stream;
}

/** The reason is sent before the end, and mostly read before it; milliseconds for where it is not. */
const GRACE = 1000;

async function laterNothing(milliseconds: number): Promise<string> {
  await delay(milliseconds, undefined, {ref: false});
  return '';
}

/** What comes on an error stream until it ends, however that is. */
async function complaintOn(errors: Duplex): Promise<string> {
  let said = '';
  try {
    for await (const bytes of errors) said += String(bytes);
  } catch {
    // A reset or a lost session ends it as well; the data stream tells about that.
  }
  return said;
}

const DATA = 0;

/** One connection on a WebSocket of channels. There is no half-close: the other side learns of the end with all of it. */
function overChannels(socket: WebSocket, at: PodPort): Duplex {
  let said = '';
  const greeted = new Set<number>();
  const stream = new Duplex({
    read: () => socket.resume(),
    // A socket that is closing has an end to tell of, which says more than that nothing can be sent.
    write: (bytes: Buffer, _, done) => socket.send(channelMessage(DATA, bytes), () => done()),
    destroy(error, done) {
      socket.terminate();
      done(error);
    },
  });
  listenToChannels(socket, {
    message(channel, payload) {
      if (!greeted.has(channel)) {
        greeted.add(channel);
        const isGreeting = channel <= 1 && payload.length === 2 && payload.readUInt16LE(0) === at.port;
        if (!isGreeting) stream.destroy(portFailure(at, new NotSpdy(`channel ${channel} starts with no port`)));
      } else if (channel !== DATA) said += payload.toString('utf8');
      else if (payload.length > 0 && !stream.push(payload)) socket.pause();
    },
    end(error) {
      if (said !== '') stream.destroy(portFailure(at, new NodeComplaint(said)));
      else if (error !== undefined) stream.destroy(portFailure(at, error));
      else stream.push(null);
    },
  });
  return stream;
}
