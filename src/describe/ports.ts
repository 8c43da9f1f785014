// SPDX-License-Identifier: Apache-2.0

/** A port of a Service, as far as describing it takes. */
export interface ServicePort {
  name?: string;
  port: number;
  protocol?: string;
  appProtocol?: string;
  targetPort?: number | string;
}

const NAMES: Record<string, string> = {
  http: 'HTTP',
  http2: 'HTTP2',
  https: 'HTTPS',
  grpc: 'GRPC',
  'grpc-web': 'GRPC-Web',
  tcp: 'TCP',
  tls: 'TLS',
  mongo: 'Mongo',
  redis: 'Redis',
  mysql: 'MySQL',
  http_proxy: 'HTTP_PROXY',
  udp: 'UDP',
  hbone: 'HBONE',
  'kubernetes.io/h2c': 'HTTP2',
  'kubernetes.io/ws': 'HTTP',
  'kubernetes.io/wss': 'HTTPS',
};

/** Ports where the server speaks first, which are never taken for HTTP (spec/proxy.md §9.2). */
const SERVER_FIRST = [25, 53, 3306, 27017];

/** What Istio takes a port for, by its appProtocol or the beginning of its name. */
export function protocolOf({name = '', port, protocol, appProtocol}: ServicePort): string {
  if (protocol === 'UDP') return 'UDP';
  if (appProtocol !== undefined) return known(appProtocol) ?? 'UnsupportedProtocol';
  if (name === '') return 'auto-detect';
  // `grpc-web` is the one protocol with a dash in its name.
  const lower = name.toLowerCase();
  const prefix = /^grpc-web(-|$)/.test(lower) ? 'grpc-web' : (lower.split('-')[0] ?? '');
  return known(prefix) ?? (SERVER_FIRST.includes(port) ? 'TCP' : 'UnsupportedProtocol');
}

function known(name: string): string | undefined {
  const lower = name.toLowerCase();
  return Object.hasOwn(NAMES, lower) ? NAMES[lower] : undefined;
}

/** The number of the port in the pod that traffic goes to; undefined where the pod has no port of that name. */
export function targetPortOf(port: ServicePort, containerPorts: readonly ContainerPort[]): number | undefined {
  const {targetPort = port.port, protocol = 'TCP'} = port;
  if (typeof targetPort === 'number') return targetPort === 0 ? port.port : targetPort;
  return containerPorts.find(({name, protocol: own = 'TCP'}) => name === targetPort && own === protocol)?.containerPort;
}

/** A port of a container, with the container's name. */
export interface ContainerPort {
  container: string;
  name?: string;
  containerPort: number;
  protocol?: string;
}
