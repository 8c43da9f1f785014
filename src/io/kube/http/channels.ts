// SPDX-License-Identifier: Apache-2.0
import type {WebSocket} from 'ws';

/**
 * What arrives on a WebSocket of Kubernetes' channel protocols, where the first byte of every message names its
 * channel. `end` comes once; without an error the server closed as it should.
 */
export interface ChannelListener {
  message(channel: number, payload: Buffer): void;
  end(error?: Error): void;
}

const NORMAL = 1000;

/** Calls the listener for every message of a paused socket, and once at the end. */
export function listenToChannels(socket: WebSocket, listener: ChannelListener): void {
  let failure: Error | undefined;
  socket.on('message', (data) => {
    const bytes = Buffer.isBuffer(data) ? data : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)]);
    const channel = bytes[0];
    if (channel !== undefined) listener.message(channel, bytes.subarray(1));
  });
  socket.on('error', (error) => {
    failure = error;
  });
  socket.once('close', (code, reason) => {
    const isWell = failure === undefined && code === NORMAL;
    listener.end(isWell ? undefined : (failure ?? new Error(`closed with ${code} ${reason.toString()}`.trim())));
  });
  socket.resume();
}

/** A message for a channel. */
export function channelMessage(channel: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.of(channel), payload]);
}
