// SPDX-License-Identifier: Apache-2.0
import {withGatewayApi} from '../../../src/preview/gateway-api/convert.js';
import {gatewayListeners} from '../../../src/preview/gateways/listeners.js';
import {gatewayRoutes} from '../../../src/preview/gateways/routes.js';
import type {EnvoyMessage} from '../../../src/preview/model/json.js';
import type {Mesh} from '../../../src/preview/model/mesh.js';
import {contextFor} from '../../../src/preview/read/context.js';
import {readMesh} from '../../../src/preview/read/mesh.js';

/** A gateway's pod behind a Service whose ports 80 and 443 lead to 8080 and 8443, and a service to route to. */
export const BASE = `
apiVersion: v1
kind: Namespace
metadata: {name: gw}
---
apiVersion: v1
kind: Service
metadata: {name: ingress, namespace: gw}
spec:
  selector: {app: ingress}
  clusterIP: 10.0.0.1
  ports:
  - {name: http, port: 80, targetPort: 8080, protocol: TCP}
  - {name: https, port: 443, targetPort: 8443, protocol: TCP}
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec:
  clusterIP: 10.0.0.2
  ports: [{name: http, port: 9000, protocol: TCP}]
---
apiVersion: v1
kind: Pod
metadata:
  name: ingress-1
  namespace: gw
  labels: {app: ingress}
  annotations: {preview/proxy: router}
spec: {containers: [{name: istio-proxy}]}
status: {podIP: 10.1.0.1, conditions: [{type: Ready, status: "True"}]}
`;

interface Chain {
  filter_chain_match?: {server_names?: string[]; application_protocols?: string[]};
  filters: {name: string; typed_config: EnvoyMessage & {rds?: {route_config_name: string}}}[];
  transport_socket?: {typed_config: EnvoyMessage};
}

export interface GatewayPreview {
  listeners: (EnvoyMessage & {name: string; filter_chains: Chain[]})[];
  routes: (EnvoyMessage & {
    name: string;
    virtual_hosts: {name: string; domains: string[]; routes?: EnvoyMessage[]; require_tls?: string}[];
  })[];
}

/** The mesh with further objects, its first pod the gateway's. */
export function gatewayMesh(objects: string): Mesh {
  return readMesh([{name: 'mesh.yaml', text: `${BASE}---\n${objects}`}]);
}

/** What the gateway gets for further objects, as JSON. */
export function gatewayPreview(objects: string): GatewayPreview {
  const {mesh} = withGatewayApi(gatewayMesh(objects));
  const [pod] = mesh.pods;
  if (!pod) throw new Error('no pod');
  const {context} = contextFor(pod, mesh);
  const listeners = gatewayListeners(context);
  return JSON.parse(JSON.stringify({listeners, routes: gatewayRoutes(context, listeners)}));
}

/** A Gateway for the pod with these servers, each a line of YAML. */
export function gateway(name: string, ...servers: string[]): string {
  const list = servers.map((server) => `  - ${server}\n`).join('');
  return `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: ${name}, namespace: gw}
spec:
  selector: {app: ingress}
  servers:
${list}---
`;
}

/** A VirtualService of the Gateway \`main\` for hosts, with one route to the cart. */
export function virtualService(name: string, hosts: string, fields = ''): string {
  return `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}, namespace: shop}
spec:
  hosts: ${hosts}
  gateways: [gw/main]
  ${fields || 'http: [{route: [{destination: {host: cart, port: {number: 9000}}}]}]'}
---
`;
}

/** Listeners in short: \`0.0.0.0_8080 *→http.8080\`, one entry for each chain. */
export function summary({listeners}: GatewayPreview): string[] {
  return listeners.flatMap(({name, filter_chains: chains}) =>
    chains.map((chain) => {
      const filter = chain.filters.at(-1)?.typed_config;
      const target = filter?.rds?.route_config_name ?? filter?.['cluster'];
      const names = chain.filter_chain_match?.server_names?.join() ?? '*';
      return `${name} ${names}→${String(target)}${chain.transport_socket ? ' tls' : ''}`;
    }),
  );
}
