// SPDX-License-Identifier: Apache-2.0
import {type Certified, certificateSecret, trustSecret, workload} from '../envoy-server/certificates.js';
import type {Json} from '../envoy-server/config.js';
import {envoyFolder, type RunningEnvoy, runEnvoy} from '../envoy-server/envoy.js';
import {address} from '../envoy-server/sidecar.js';
import type {Istiod} from './istiod.js';
import {startSecretsServer} from './secrets-server.js';

/** The proxy of one pod, as istio-agent would start it. */
export interface ConnectedProxy {
  role: 'sidecar' | 'router';
  pod: string;
  namespace: string;
  ip: string;
  labels: Readonly<Record<string, string>>;
}

const ACCOUNT = 'default';

/**
 * Starts an Envoy that has its configuration from an istiod, over TLS, and its own certificate as from istio-agent.
 * Returns when it has listeners. Throws where Envoy refuses something of it.
 */
export async function startConnectedEnvoy(istiod: Istiod, ca: Certified, proxy: ConnectedProxy): Promise<RunningEnvoy> {
  const own = workload(ca, {spiffe: `spiffe://cluster.local/ns/${proxy.namespace}/sa/${ACCOUNT}`});
  const agent = await startSecretsServer([certificateSecret('default', own), trustSecret('ROOTCA', ca)]);
  const envoy = await runEnvoy(envoyFolder(), bootstrap(istiod, {ca, own, proxy, agent: agent.port}));
  const stop = async (): Promise<void> => {
    await envoy.stop();
    agent.stop();
  };
  const ready = /^listener_manager\.workers_started: 1$/m;
  await envoy.until('be configured', async () =>
    ready.test(String(await envoy.page('/stats?filter=workers_started|lds.update_success'))),
  );
  return {...envoy, stop};
}

interface Wiring {
  ca: Certified;
  own: Certified;
  proxy: ConnectedProxy;
  /** Port of what hands out secrets. */
  agent: number;
}

function bootstrap(istiod: Istiod, {ca, own, proxy, agent}: Wiring): Json {
  const {role, pod, namespace, ip} = proxy;
  const ads = {ads: {}, resource_api_version: 'V3', initial_fetch_timeout: '0s'};
  return {
    node: {
      id: `${role}~${ip}~${pod}.${namespace}~${namespace}.svc.cluster.local`,
      cluster: `${pod}.${namespace}`,
      metadata: metadataOf(proxy),
    },
    dynamic_resources: {
      ads_config: {
        api_type: 'GRPC',
        transport_api_version: 'V3',
        set_node_on_first_message_only: true,
        grpc_services: [{envoy_grpc: {cluster_name: 'xds-grpc'}}],
      },
      lds_config: ads,
      cds_config: ads,
    },
    static_resources: {
      clusters: [
        {...grpcCluster('xds-grpc', istiod.ports[15012]), transport_socket: tlsTo('istiod.istio-system.svc', ca, own)},
        grpcCluster('sds-grpc', agent),
      ],
    },
  };
}

function metadataOf({pod, namespace, ip, labels}: ConnectedProxy): Json {
  return {
    NAME: pod,
    NAMESPACE: namespace,
    SERVICE_ACCOUNT: ACCOUNT,
    LABELS: labels,
    INSTANCE_IPS: ip,
    INTERCEPTION_MODE: 'REDIRECT',
    CLUSTER_ID: 'Kubernetes',
    MESH_ID: 'cluster.local',
    ISTIO_VERSION: '1.30.3',
    PROXY_CONFIG: {discoveryAddress: 'istiod.istio-system.svc:15012'},
  };
}

function grpcCluster(name: string, port: number): Json {
  return {
    name,
    type: 'STATIC',
    connect_timeout: '5s',
    load_assignment: {
      cluster_name: name,
      endpoints: [{lb_endpoints: [{endpoint: {address: address('127.0.0.1', port)}}]}],
    },
    typed_extension_protocol_options: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
        '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
        explicit_http_config: {http2_protocol_options: {}},
      },
    },
  };
}

function tlsTo(server: string, ca: Certified, own: Certified): Json {
  return {
    name: 'envoy.transport_sockets.tls',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext',
      sni: server,
      common_tls_context: {
        tls_certificates: [certificateSecret('own', own)['tls_certificate']],
        validation_context: trustSecret('mesh', ca)['validation_context'],
      },
    },
  };
}
