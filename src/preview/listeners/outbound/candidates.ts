// SPDX-License-Identifier: Apache-2.0
import {isIP} from 'node:net';
import type {Context} from '../../model/context.js';
import type {EgressScope} from '../../model/scope.js';
import type {Service, ServicePort} from '../../model/service.js';
import {protocolNamed} from '../../registry/protocol.js';
import {egressBinding, isPerPod, isReserved} from './binding.js';
import type {Binding, Candidate} from './entry.js';

/** Returns what wants a listener: all services on the port of the Sidecar's egress listener, or on their own ports. */
export function candidates(context: Context, egress: EgressScope): Candidate[] {
  const {mesh, proxy} = context;
  const binding = egressBinding(proxy, egress);
  const chosen = portOf(egress);
  if (chosen) {
    if (isReserved(mesh.settings, proxy, binding, chosen)) return [];
    return egress.services.map((service) => ({service, port: chosen, binding, destinations: []}));
  }
  return egress.services.flatMap((service) =>
    service.ports
      .filter((port) => !isReserved(mesh.settings, proxy, binding, port))
      .flatMap((port) =>
        bindings(context, service, port, binding).map((one) => ({service, port, binding: one, destinations: []})),
      ),
  );
}

function portOf({port}: EgressScope): ServicePort | undefined {
  if (!port) return undefined;
  return {name: port.name ?? '', port: port.number, protocol: protocolNamed(port.protocol ?? '')};
}

/** One for each pod of a headless Service but the proxy's own; a ServiceEntry without endpoints takes any address. */
function bindings({mesh, proxy}: Context, service: Service, port: ServicePort, binding: Binding): Binding[] {
  if (!isPerPod(proxy, service, binding, port)) return [binding];
  const endpoints = mesh.endpoints(service).filter(({portName}) => portName === port.name);
  const selects = Object.keys(service.selector).length > 0;
  if (service.registry !== 'Kubernetes' && endpoints.length === 0 && !selects) return [binding];
  return endpoints
    .filter(
      ({addresses: [first, ...others]}) =>
        first !== undefined && first !== proxy.addresses[0] && [first, ...others].every((one) => isIP(one)),
    )
    .map(({addresses}) => ({...binding, addresses}));
}

/** Returns the addresses of the pods that have listeners of their own. */
export function podAddresses({mesh, proxy}: Context, egress: EgressScope): string[] {
  const binding = egressBinding(proxy, egress);
  if (egress.port) return [];
  return egress.services
    .filter((service) => service.ports.some((port) => isPerPod(proxy, service, binding, port)))
    .flatMap((service) => mesh.endpoints(service).flatMap(({addresses}) => addresses));
}
