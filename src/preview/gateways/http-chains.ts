// SPDX-License-Identifier: Apache-2.0
import {plain} from '../any.js';
import {connectionManager} from '../listeners/connection-manager.js';
import {ANY_CONNECTION} from '../listeners/outbound/chain.js';
import {forwardedDetails} from '../listeners/proxy-headers.js';
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import type {Protocol} from '../model/service.js';
import {meshConfig} from '../settings/mesh-config.js';
import type {BoundServer} from './merge.js';
import {serverProtocol} from './server.js';
import {serverSocket} from './tls-context.js';

/** A filter chain in the making. */
export interface GatewayChain {
  /** Server names of TLS; all where empty. */
  serverNames: readonly string[];
  applicationProtocols?: readonly string[];
  /** Ends TLS. */
  socket?: EnvoyMessage | undefined;
  /** Tells the rule it comes from, where rules know their places. */
  metadata?: EnvoyMessage | undefined;
  filters: readonly EnvoyMessage[];
}

export const ANY_SERVER = ANY_CONNECTION;

/** Returns the chain of all servers of a port that speak HTTP in clear text. */
export function httpChain(context: Context, listener: string, routes: string, protocol: Protocol): GatewayChain {
  return {serverNames: [], filters: [manager(context, `outbound_${listener};`, routes, protocol)]};
}

/** Returns the chain of a server that ends TLS and speaks HTTP within; its name, if it has one, is the prefix of statistics. */
export function httpsChain(context: Context, listener: string, bound: BoundServer): GatewayChain {
  const {server, routeName, serverNames} = bound;
  const prefix = server.name || `outbound_${listener};`;
  return {
    serverNames,
    socket: serverSocket(context, server),
    filters: [manager(context, prefix, routeName, serverProtocol(server))],
  };
}

function manager(context: Context, statPrefix: string, routes: string, protocol: Protocol): EnvoyMessage {
  return connectionManager(context, {
    listenerClass: 'gateway',
    statPrefix,
    routes,
    protocol,
    useRemoteAddress: true,
    maySkipHeaders: true,
    http1: {},
    fields: clientFields(context),
  });
}

/** Details of a client's certificate are passed on where the gateway sets that header. */
const PASSED_ON: ReadonlySet<unknown> = new Set(['APPEND_FORWARD', 'SANITIZE_SET']);

/** Who the client is, as the gateway's place in the network tells (https://istio.io/latest/docs/ops/configuration/traffic-management/network-topologies/). */
function clientFields({mesh}: Context): EnvoyMessage {
  const {numTrustedProxies, forwardClientCertDetails} = meshConfig(mesh.settings).defaultConfig?.gatewayTopology ?? {};
  const details = forwardedDetails(forwardClientCertDetails, 'SANITIZE_SET');
  return {
    ...plain({xff_num_trusted_hops: numTrustedProxies}),
    ...details,
    ...(PASSED_ON.has(details['forward_client_cert_details']) && {
      set_current_client_cert_details: {subject: true, cert: true, dns: true, uri: true},
    }),
  };
}
