// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import {isIP} from 'node:net';
import {join} from 'node:path';
import {checkServerIdentity} from 'node:tls';
import {
  type ChannelOptions,
  Client,
  type ClientDuplexStream,
  credentials,
  logVerbosity,
  Metadata,
  type ServiceError,
  setLogVerbosity,
} from '@grpc/grpc-js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {fileProblem} from '../files.js';
import {type AdsServer, streamFailure} from './ads-failure.js';

/** How istiod knows us, and we it. */
export type AdsSecurity =
  | {kind: 'plaintext'}
  /** TLS without a look at the server's certificate, and a service account's token. */
  | {kind: 'token'; token: string}
  /** `cert-chain.pem`, `key.pem` and `root-cert.pem` of a folder; `insecure` takes any certificate of the server. */
  | {kind: 'certificates'; folder: string; insecure: boolean};

export interface AdsEndpoint extends AdsServer {
  security: AdsSecurity;
  /** The server's name, for its certificate and the request; the host of the address when left out. */
  authority?: string | undefined;
  /** Whether the address is one of this process's own, which no proxy leads to. */
  local: boolean;
  /** Why the way to the server broke, where that is known better than gRPC knows it. */
  broken?: () => Error | undefined;
}

/** What istiod is asked for: a type of resources, and those that are meant where it has several. */
export interface DiscoveryQuestion {
  typeUrl: string;
  resourceNames?: readonly string[];
}

export interface AdsQuestion<T> {
  /** An encoded DiscoveryRequest. */
  request: Uint8Array;
  /** What is asked for, in messages. */
  subject: string;
  /** Milliseconds until an answer must be there. */
  timeout: number;
  /** Makes of a DiscoveryResponse what was asked for; undefined waits for the next one. */
  read(response: Uint8Array): T | undefined;
}

const STREAM = '/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources';

/**
 * Bytes that istiod may send ahead of what we have taken. The configuration of one proxy can be some tens of MB, and with
 * HTTP/2's own 64 KiB every piece waits for a round trip through the API server.
 */
const WINDOW = 16 << 20;

const asIs = (bytes: Uint8Array): Buffer => Buffer.from(bytes);

/**
 * Opens a discovery stream, sends one request and ends the stream after the answer: nothing is subscribed to.
 * Throws an IstioctlError that says which hop failed.
 */
export async function ask<T>(endpoint: AdsEndpoint, question: AdsQuestion<T>): Promise<T> {
  setLogVerbosity(logVerbosity.NONE);
  const client = new Client(endpoint.address, channelCredentials(endpoint), channelOptions(endpoint));
  const metadata = new Metadata();
  if (endpoint.security.kind === 'token') metadata.set('authorization', `Bearer ${endpoint.security.token}`);
  const deadline = Date.now() + question.timeout;
  const stream = client.makeBidiStreamRequest(STREAM, asIs, (bytes: Buffer) => bytes, metadata, {deadline});
  try {
    return await firstAnswer(stream, endpoint, question);
  } finally {
    stream.cancel();
    client.close();
  }
}

function firstAnswer<T>(
  stream: ClientDuplexStream<Uint8Array, Buffer>,
  endpoint: AdsEndpoint,
  {request, subject, timeout, read}: AdsQuestion<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    stream.on('data', (bytes: Buffer) => {
      try {
        const answer = read(bytes);
        if (answer !== undefined) resolve(answer);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    stream.on('error', (error: ServiceError) => {
      reject(streamFailure(endpoint, {subject, timeout}, endpoint.broken?.() ?? error));
    });
    stream.on('end', () => {
      // An error of the stream, which says more, comes after its end.
      setImmediate(() => reject(streamFailure(endpoint, {subject, timeout}, undefined)));
    });
    stream.write(request);
  });
}

function channelOptions({address, authority, local}: AdsEndpoint): ChannelOptions {
  return {
    'grpc.max_receive_message_length': -1,
    'grpc-node.flow_control_window': WINDOW,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_retries': 0,
    'grpc.service_config_disable_resolution': 1,
    ...(local && {'grpc.enable_http_proxy': 0}),
    ...(authority && {'grpc.default_authority': authority}),
    'grpc.ssl_target_name_override': authority || serverName(address),
  };
}

/** The name that TLS asks for: none is to be had for an address (RFC 6066), where what istiod is mostly called stands in. */
function serverName(address: string): string {
  const host = hostOf(address);
  return isIP(host) === 0 ? host : 'istiod.istio-system.svc';
}

/** Without the port, and without the brackets of IPv6. */
function hostOf(address: string): string {
  return address.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}

function channelCredentials({security, address, authority}: AdsEndpoint) {
  switch (security.kind) {
    case 'plaintext':
      return credentials.createInsecure();
    case 'token':
      return credentials.createSsl(null, null, null, {rejectUnauthorized: false});
    case 'certificates': {
      const {folder, insecure} = security;
      const root = insecure ? null : readPem(folder, 'root-cert.pem');
      const [key, chain] = [readPem(folder, 'key.pem'), readPem(folder, 'cert-chain.pem')];
      try {
        return credentials.createSsl(root, key, chain, {
          rejectUnauthorized: !insecure,
          checkServerIdentity: (_, certificate) => checkServerIdentity(authority || hostOf(address), certificate),
        });
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new IstioctlError(`the certificates in ${folder} cannot be used: ${why}`, {
          cause,
          exitCode: ExitCode.UnreadableInput,
          hint: 'key.pem must be the private key of the first certificate in cert-chain.pem.',
        });
      }
    }
  }
}

function readPem(folder: string, name: string): Buffer {
  try {
    return readFileSync(join(folder, name));
  } catch (cause) {
    throw new IstioctlError(`--cert-dir: open ${join(folder, name)}: ${fileProblem(cause)}`, {
      cause,
      exitCode: ExitCode.UnreadableInput,
      hint: 'The folder must hold cert-chain.pem, key.pem and root-cert.pem.',
    });
  }
}
