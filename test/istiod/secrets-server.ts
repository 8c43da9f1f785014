// SPDX-License-Identifier: Apache-2.0
import {loadDescriptors} from '../../src/envoy/proto/descriptors.js';
import {encode} from '../../src/envoy/proto/encode.js';
import {decode} from '../../src/envoy/proto/wire.js';
import type {Json} from '../envoy-server/config.js';
import {type StreamServer, serveStream} from './byte-stream.js';

const STREAM = '/envoy.service.secret.v3.SecretDiscoveryService/StreamSecrets';
const SECRET = 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret';

interface Request {
  resourceNames?: string[];
  responseNonce?: string;
}

/** Hands secrets to proxies as istio-agent does over its socket, each when it is asked for by name. */
export async function startSecretsServer(secrets: readonly Json[]): Promise<StreamServer> {
  const descriptors = await loadDescriptors();
  return serveStream(STREAM, (call) => {
    call.on('data', (bytes: Buffer) => {
      const request = decode(descriptors, 'envoy.service.discovery.v3.DiscoveryRequest', bytes) as Request;
      // What follows an answer only says that it was taken.
      if (request.responseNonce) return;
      const resources = secrets
        .filter(({name}) => request.resourceNames?.includes(String(name)))
        .map((each) => ({'@type': SECRET, ...each}));
      const response = {versionInfo: '1', typeUrl: SECRET, nonce: '1', resources};
      call.write(Buffer.from(encode(descriptors, 'envoy.service.discovery.v3.DiscoveryResponse', response)));
    });
  });
}
