// SPDX-License-Identifier: Apache-2.0
import type {Protocol} from '../model/service.js';

const BY_NAME: ReadonlyMap<string, Protocol> = new Map(
  (
    [
      'TCP',
      'UDP',
      'GRPC',
      'GRPC-Web',
      'HTTP',
      'HTTP_PROXY',
      'HTTP2',
      'HTTPS',
      'TLS',
      'Mongo',
      'Redis',
      'MySQL',
    ] as const
  ).map((protocol) => [protocol.toLowerCase(), protocol]),
);

/** Names of appProtocol that Kubernetes itself gives a meaning. */
const KUBERNETES: ReadonlyMap<string, Protocol> = new Map([
  ['kubernetes.io/h2c', 'HTTP2'],
  ['kubernetes.io/ws', 'HTTP'],
  ['kubernetes.io/wss', 'HTTPS'],
]);

/** On these ports servers speak first (SMTP, DNS, MySQL, MongoDB): nothing can be sniffed there. */
const SERVER_FIRST: readonly number[] = [25, 53, 3306, 27017];

/** Returns the protocol of that name, however it is spelled; `Unsupported` for others. */
export function protocolNamed(name: string): Protocol {
  return BY_NAME.get(name.toLowerCase()) ?? 'Unsupported';
}

/** Returns the protocol of a Service's port (istio.io, "Protocol Selection"). */
export function portProtocol(port: {
  port: number;
  name: string;
  protocol: string;
  appProtocol?: string | undefined;
}): Protocol {
  if (port.protocol === 'UDP') return 'UDP';
  const known = KUBERNETES.get(port.appProtocol ?? '');
  if (known) return known;
  const name = port.appProtocol ?? port.name;
  if (name.toLowerCase().startsWith('grpc-web')) return 'GRPC-Web';
  const protocol = protocolNamed(name.split('-', 1)[0] ?? '');
  return protocol === 'Unsupported' && SERVER_FIRST.includes(port.port) ? 'TCP' : protocol;
}

/** Whether the protocol carries HTTP requests in clear text. */
export function isHttp(protocol: Protocol): boolean {
  return ['HTTP', 'HTTP2', 'HTTP_PROXY', 'GRPC', 'GRPC-Web'].includes(protocol);
}

/** Whether the protocol is HTTP/2. */
export function isHttp2(protocol: Protocol): boolean {
  return ['HTTP2', 'GRPC', 'GRPC-Web'].includes(protocol);
}

/** Whether the protocol is TLS, or HTTP within it. */
export function isTls(protocol: Protocol): boolean {
  return protocol === 'HTTPS' || protocol === 'TLS';
}

/** Whether the protocol is bytes to the proxy: TCP and what it does not look into. */
export function isTcp(protocol: Protocol): boolean {
  return ['TCP', 'HTTPS', 'TLS', 'Mongo', 'Redis', 'MySQL'].includes(protocol);
}
