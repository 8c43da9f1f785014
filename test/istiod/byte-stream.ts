// SPDX-License-Identifier: Apache-2.0
import {Server, ServerCredentials, type ServerDuplexStream} from '@grpc/grpc-js';

export interface StreamServer {
  /** On the loopback address. */
  port: number;
  stop(): void;
}

const identity = (bytes: Uint8Array): Buffer => Buffer.from(bytes);

/** Serves one method of gRPC, `/service/method`, whose messages come and go as bytes. */
export async function serveStream(
  path: string,
  onCall: (call: ServerDuplexStream<Buffer, Buffer>) => void,
  credentials = ServerCredentials.createInsecure(),
): Promise<StreamServer> {
  const server = new Server();
  const stream = {
    path,
    requestStream: true,
    responseStream: true,
    requestSerialize: identity,
    requestDeserialize: identity,
    responseSerialize: identity,
    responseDeserialize: identity,
    originalName: 'stream',
  };
  const serve = (call: ServerDuplexStream<Buffer, Buffer>) => {
    call.on('error', () => {}); // whoever asked went away
    onCall(call);
  };
  server.addService({stream}, {stream: serve});
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  return {port, stop: () => server.forceShutdown()};
}
