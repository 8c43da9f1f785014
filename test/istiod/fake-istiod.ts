// SPDX-License-Identifier: Apache-2.0
import {createServer} from 'node:http';
import {BinaryWriter, WireType} from '@bufbuild/protobuf/wire';
import {ServerCredentials, type ServerDuplexStream} from '@grpc/grpc-js';
import {type Descriptors, loadDescriptors} from '../../src/envoy/proto/descriptors.js';
import {encode} from '../../src/envoy/proto/encode.js';
import {decode} from '../../src/envoy/proto/wire.js';
import type {Certified} from '../envoy-server/certificates.js';
import {portOf} from '../support/port.js';
import {type StreamServer, serveStream} from './byte-stream.js';

type Json = Record<string, unknown>;

/** A DiscoveryRequest that came, with the credentials it came with. */
export interface Asked {
  typeUrl: string;
  resourceNames: string[];
  node: Json;
  authorization: string | undefined;
  /** Requests on the same stream so far, this one counted. */
  onStream: number;
}

/** What to do with a request: resources to answer, or a fault. */
export type Reply =
  | {resources: Json[]}
  /** gRPC status to end the stream with. */
  | {code: number; details: string}
  | 'end'
  | 'silence'
  | 'garbage'
  /** An answer to another question first. */
  | {other: Json[]; resources: Json[]};

/** Its port is that of XDS. */
export interface FakeIstiod extends StreamServer {
  asked: Asked[];
}

export interface FakeIstiodOptions {
  /** Text of the control plane's identifier; left out, there is none. */
  identifier?: string;
  reply(asked: Asked): Reply;
  versionInfo?: string;
  nonce?: string;
  /** TLS with this certificate; `clients` must then show one of that authority. */
  tls?: {server: Certified; clients?: Certified};
}

const STREAM = '/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources';
const REQUEST = 'envoy.service.discovery.v3.DiscoveryRequest';
const RESPONSE = 'envoy.service.discovery.v3.DiscoveryResponse';

const DEBUG = 'istio.io/debug';

/** The identifier that an istiod of that name sends. */
export function identifierOf(id: string, version = '1.30.3'): string {
  const Info = {version, revision: 'abc', golang_version: 'go1', status: 'Clean', tag: version};
  return JSON.stringify({Component: 'istiod', ID: id, Info});
}

/** A resource of type istio.io/debug that is this text. */
export function debugResource(text: string): Json {
  return {'@type': DEBUG, value: Buffer.from(text).toString('base64')};
}

/** A ClientConfig as istiod tells of a proxy. */
export function clientConfig(id: string, states: Record<string, string>, version = '1.30.3', refusal?: string): Json {
  return {
    '@type': 'type.googleapis.com/envoy.service.status.v3.ClientConfig',
    node: {id, metadata: {CLUSTER_ID: 'Kubernetes', ISTIO_VERSION: version, NAMESPACE: id.split('.')[1]}},
    genericXdsConfigs: Object.entries(states).map(([typeUrl, configStatus]) => ({
      typeUrl: `type.googleapis.com/${typeUrl}`,
      configStatus,
      lastUpdated: '2026-01-02T03:04:05Z',
      ...(configStatus === 'ERROR' && refusal !== undefined && {errorState: {details: refusal}}),
    })),
  };
}

/** An XDS server that answers as it is told, over real gRPC. */
export async function startFakeIstiod(options: FakeIstiodOptions): Promise<FakeIstiod> {
  const descriptors = await loadDescriptors();
  const asked: Asked[] = [];
  const respond = (typeUrl: string, resources: Json[]): Buffer =>
    encodeResponse(descriptors, typeUrl, resources, options);
  const onCall = (call: ServerDuplexStream<Buffer, Buffer>) => {
    let onStream = 0;
    call.on('data', (bytes: Buffer) => {
      const request = decode(descriptors, REQUEST, bytes) as Partial<Asked>;
      const {typeUrl = '', resourceNames = [], node = {}} = request;
      const authorization = call.metadata.get('authorization').map(String)[0];
      const one: Asked = {typeUrl, resourceNames, node, authorization, onStream: ++onStream};
      asked.push(one);
      answer(call, options.reply(one), one, respond);
    });
  };
  return {asked, ...(await serveStream(STREAM, onCall, credentialsOf(options)))};
}

function encodeResponse(
  descriptors: Descriptors,
  typeUrl: string,
  resources: Json[],
  {identifier, versionInfo = 'v1', nonce = 'n'}: FakeIstiodOptions,
): Buffer {
  const controlPlane = identifier === undefined ? {} : {controlPlane: {identifier}};
  const writer = new BinaryWriter();
  for (const resource of resources)
    writer.tag(RESOURCES, WireType.LengthDelimited).bytes(anyBytes(descriptors, resource));
  // Fields may come in any order.
  const rest = encode(descriptors, RESPONSE, {versionInfo, typeUrl, nonce, ...controlPlane});
  return Buffer.concat([rest, writer.finish()]);
}

/** Number of the field in a DiscoveryResponse. */
const RESOURCES = 2;

/** What large resources that are answered again and again were encoded to. */
const encoded = new WeakMap<Json, Uint8Array>();

function anyBytes(descriptors: Descriptors, resource: Json): Uint8Array {
  const bytes = encoded.get(resource) ?? encodeAny(descriptors, resource);
  encoded.set(resource, bytes);
  return bytes;
}

/** An Any; the content of a type that protobuf does not know is given in base64. */
function encodeAny(descriptors: Descriptors, resource: Json): Uint8Array {
  const url = String(resource['@type']);
  if (url !== DEBUG) return encode(descriptors, 'google.protobuf.Any', resource);
  const writer = new BinaryWriter().tag(1, WireType.LengthDelimited).string(url);
  return writer
    .tag(2, WireType.LengthDelimited)
    .bytes(Buffer.from(String(resource['value']), 'base64'))
    .finish();
}

function answer(
  call: ServerDuplexStream<Buffer, Buffer>,
  reply: Reply,
  {typeUrl}: Asked,
  respond: (typeUrl: string, resources: Json[]) => Buffer,
): void {
  if (reply === 'silence') return;
  if (reply === 'end') call.end();
  else if (reply === 'garbage') call.write(Buffer.from([0x0a, 0xff, 0x01]));
  else if ('code' in reply) call.emit('error', Object.assign(new Error(reply.details), reply));
  else {
    if ('other' in reply) call.write(respond('type.googleapis.com/envoy.config.cluster.v3.Cluster', reply.other));
    call.write(respond(typeUrl, reply.resources));
  }
}

function credentialsOf({tls}: FakeIstiodOptions): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  return ServerCredentials.createSsl(
    tls.clients ? Buffer.from(tls.clients.certificate) : null,
    [{private_key: pem(tls.server), cert_chain: Buffer.from(tls.server.certificate)}],
    tls.clients !== undefined,
  );
}

/** The key of a certificate. */
export function pem({key}: Certified): Buffer {
  return Buffer.from(String(key.export({type: 'pkcs8', format: 'pem'})));
}
/** An HTTP server of pages by path and query, as istiod's monitoring port and Envoy's admin port are; everything else is a 404. */
export async function startPages(pages: Record<string, string | Buffer>): Promise<{port: number; stop(): void}> {
  const server = createServer((request, response) => {
    const page = pages[request.url ?? ''];
    response.writeHead(page === undefined ? 404 : 200).end(page ?? '404 page not found\n');
  });
  const port = await portOf(server);
  return {port, stop: () => void server.close()};
}
