// SPDX-License-Identifier: Apache-2.0
import {extension, typedStruct} from '../any.js';
import type {EnvoyMessage} from '../model/json.js';
import type {ListenerClass} from './listener-class.js';

const NAME = 'istio.metadata_exchange';
const PEER_METADATA = 'io.istio.http.peer_metadata.Config';

/** The network filter by which sidecars tell each other who they are. */
export const NETWORK_METADATA_EXCHANGE: EnvoyMessage = extension(
  NAME,
  typedStruct('envoy.tcp.metadataexchange.config.MetadataExchange', {
    enable_discovery: true,
    protocol: 'istio-peer-exchange',
  }),
);

const DISCOVERY = [{istio_headers: {}}, {workload_discovery: {}}];

/**
 * Returns the HTTP filter by which proxies tell each other who they are.
 *
 * @param inMeshOnly - leaves the headers out towards services outside of the mesh
 */
export function httpMetadataExchange(listenerClass: ListenerClass, inMeshOnly: boolean): EnvoyMessage {
  if (listenerClass === 'inbound')
    return peerMetadata({downstream_discovery: DISCOVERY, downstream_propagation: [{istio_headers: {}}]});
  const headers = inMeshOnly ? {skip_external_clusters: true} : {};
  return peerMetadata({upstream_discovery: DISCOVERY, upstream_propagation: [{istio_headers: headers}]});
}

function peerMetadata(value: EnvoyMessage): EnvoyMessage {
  return extension(NAME, typedStruct(PEER_METADATA, value));
}
