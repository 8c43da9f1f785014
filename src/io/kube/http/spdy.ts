// SPDX-License-Identifier: Apache-2.0
import {Duplex} from 'node:stream';
import {
  ControlType,
  controlFrame,
  createFrameReader,
  dataFrame,
  NotSpdy,
  type SpdyFrame,
  synStream,
} from './spdy-frame.js';

/**
 * The client's side of SPDY/3.1 as far as Kubernetes speaks it: no server push, and no flow control, which its servers
 * leave out too. A stream that is not read holds up all of its session.
 */
export interface SpdySession {
  /**
   * Opens a stream. Ending it is a half-close; the other side may go on. When that gives the stream up, `onReset` is
   * called, and what came before can still be read.
   */
  open(headers: Record<string, string>, onReset?: () => void): Duplex;
  /** Ends the transport and every stream. */
  close(): void;
  /** Settles when the session is over, however that came about. */
  closed: Promise<void>;
}

/** The transport ended while streams were open. */
export class TransportLost extends Error {}

const LONGEST_WRITE = 32 << 10;

/** SPDY's word for "not wanted any more". */
const CANCEL = 5;

/** What a session knows of its streams. */
interface Session {
  transport: Duplex;
  nextId: number;
  streams: Map<number, {stream: Duplex; reset: () => void}>;
  /** Streams that have more to be read than they like; until they are read nothing is taken from the transport. */
  full: Set<number>;
  /** Why it is over, once it is. */
  end: Error | undefined;
}

export function createSpdySession(transport: Duplex): SpdySession {
  const session: Session = {transport, nextId: 1, streams: new Map(), full: new Set(), end: undefined};
  const closed = new Promise<void>((resolve) => {
    transport.once('close', resolve);
  });
  const end = (error: Error): void => {
    session.end ??= error;
    for (const {stream} of [...session.streams.values()]) stream.destroy(error);
    transport.destroy();
  };
  const read = createFrameReader((id) => id > 0 && id < session.nextId);
  transport.on('data', (bytes: Buffer) => {
    try {
      for (const frame of read(bytes)) take(session, frame);
    } catch (error) {
      end(error instanceof NotSpdy ? error : new NotSpdy('a frame is too short', {cause: error}));
    }
  });
  transport.once('error', (cause: Error) => end(new TransportLost(cause.message, {cause})));
  for (const event of ['end', 'close']) {
    transport.once(event, () => end(new TransportLost('the connection was closed')));
  }
  return {
    open: (headers, onReset = () => {}) => open(session, headers, onReset),
    close: () => end(new TransportLost('the session was closed')),
    closed,
  };
}

function take(session: Session, frame: SpdyFrame): void {
  if (frame.kind === 'control') {
    const {type, payload} = frame;
    if (type === ControlType.Ping) session.transport.write(controlFrame(ControlType.Ping, payload));
    if (type === ControlType.Reset) session.streams.get(payload.readUInt32BE(0))?.reset();
    return;
  }
  const id = frame.stream;
  // What was under way for a stream that we gave up is of no use.
  const stream = session.streams.get(id)?.stream;
  if (stream === undefined) return;
  if (frame.payload.length > 0 && !stream.push(frame.payload)) {
    session.full.add(id);
    session.transport.pause();
  }
  if (frame.fin) stream.push(null);
}

function open(session: Session, headers: Record<string, string>, onReset: () => void): Duplex {
  const {transport, streams} = session;
  const id = session.nextId;
  session.nextId += 2;
  if (session.end === undefined) {
    transport.write(controlFrame(ControlType.SynStream, synStream(id, headers, id === 1)));
  }
  let isReset = false;
  const send = (payload: Buffer, fin: boolean, done: (error?: Error | null) => void): void => {
    // Nobody wants it any more; `onReset` has told so.
    if (isReset) done();
    else if (transport.destroyed) done(session.end ?? new TransportLost('the connection was closed'));
    else transport.write(dataFrame(id, fin, payload), done);
  };
  const drained = (): void => {
    if (session.full.delete(id) && session.full.size === 0) transport.resume();
  };
  const stream = new Duplex({
    read: drained,
    write(bytes: Buffer, _, done) {
      for (let at = 0; at < bytes.length; at += LONGEST_WRITE) {
        const isLast = at + LONGEST_WRITE >= bytes.length;
        send(bytes.subarray(at, at + LONGEST_WRITE), false, isLast ? done : () => {});
      }
    },
    final: (done) => send(Buffer.alloc(0), true, done),
    destroy(error, done) {
      streams.delete(id);
      drained();
      const isOver = isReset || (this.readableEnded && this.writableFinished);
      if (!isOver && !transport.destroyed) transport.write(controlFrame(ControlType.Reset, resetPayload(id)));
      done(error);
    },
  });
  const reset = (): void => {
    isReset = true;
    stream.push(null);
    onReset();
  };
  streams.set(id, {stream, reset});
  // What ended it may have come before anybody opened a stream.
  if (session.end !== undefined) process.nextTick(() => stream.destroy(session.end));
  return stream;
}

function resetPayload(id: number): Buffer {
  const payload = Buffer.alloc(8);
  payload.writeUInt32BE(id, 0);
  payload.writeUInt32BE(CANCEL, 4);
  return payload;
}
