// SPDX-License-Identifier: Apache-2.0

import {isControlPlane} from '../../index/workloads.js';
import type {ServicePort} from '../../model/kubernetes.js';
import {type Message, message} from '../../model/message.js';
import type {Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

/** Ports whose protocol their names do not tell (spec §3.23). */
export function* servicePortNames(resources: Resources): Generator<Message> {
  for (const service of resources.all('Service')) {
    if (isControlPlane(service) || MANAGED.has(service.labels['gateway.istio.io/managed'] ?? '')) continue;
    const external = service.spec.type === 'ExternalName';
    for (const [i, port] of (service.spec.ports ?? []).entries()) {
      if (tellsProtocol(port) && !(external && port.name === 'tcp')) continue;
      yield badName(service, port, ['spec', 'ports', i, 'port']);
    }
  }
}

/** Controllers that make Services for gateways. */
const MANAGED = new Set(['istio.io-gateway-controller', 'istio.io-mesh-controller', 'istio.io-eastwest-controller']);

/** Protocols that names of ports begin with. */
export const PROTOCOLS: ReadonlySet<string> = new Set(
  'tcp udp grpc grpc-web http http_proxy http2 https tls mongo redis mysql'.split(' '),
);

/** Values of `appProtocol` that Kubernetes defines. */
const KUBERNETES_PROTOCOLS = new Set(['kubernetes.io/h2c', 'kubernetes.io/ws', 'kubernetes.io/wss']);

/** Ports of protocols in which the server speaks first; they are never guessed. */
const SERVER_FIRST_PORTS = new Set([25, 53, 3306, 27_017]);

/** Whether the protocol of a port is known from its name, number or `appProtocol`. */
export function tellsProtocol({name = '', protocol, appProtocol, port = 0}: ServicePort): boolean {
  if (protocol === 'UDP' || SERVER_FIRST_PORTS.has(port)) return true;
  if (appProtocol !== undefined && KUBERNETES_PROTOCOLS.has(appProtocol)) return true;
  const said = (appProtocol ?? name).toLowerCase();
  return said.startsWith('grpc-web') || PROTOCOLS.has(said.split('-', 1)[0] ?? '');
}

function badName(service: Resource<'Service'>, port: ServicePort, path: (string | number)[]): Message {
  if (service.spec.type === 'ExternalName') return message('IST0150', service, [], path);
  return message('IST0118', service, [port.name ?? '', port.port ?? 0, String(port.targetPort ?? 0)], path);
}
