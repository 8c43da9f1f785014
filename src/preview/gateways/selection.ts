// SPDX-License-Identifier: Apache-2.0
import {hasLabels} from '../../analysis/labels.js';
import {INTERNAL} from '../gateway-api/types.js';
import type {Context} from '../model/context.js';
import type {ServiceTarget} from '../model/proxy.js';
import type {Gateway} from './server.js';

/** A Gateway that configures a proxy. */
export interface BoundGateway {
  gateway: Gateway;
  /** Ports of services that the proxy serves, by which the ports of servers are translated. */
  targets: readonly ServiceTarget[];
  /** Chosen by labels: a port that no service has is listened on as it is. */
  byLabels: boolean;
}

/** Returns the Gateways of a proxy from old to young: those that select it, and those of Gateway API whose service it serves. */
export function boundGateways({mesh, proxy}: Context): BoundGateway[] {
  return mesh.gateways.flatMap((gateway): BoundGateway[] => {
    const services = gateway.annotations[INTERNAL.gatewayService];
    if (services !== undefined) {
      const names = services.split(',');
      const namespace = gateway.annotations[INTERNAL.parentNamespace] ?? gateway.namespace;
      const targets = proxy.targets.filter(
        ({service}) => names.includes(service.hostname) && service.namespace === namespace,
      );
      return targets.length > 0 ? [{gateway, targets, byLabels: false}] : [];
    }
    if (!hasLabels(proxy.labels, gateway.spec.selector ?? {})) return [];
    return [{gateway, targets: proxy.targets, byLabels: true}];
  });
}

/** A service with this label keeps its ports for itself (knative). */
const NO_TRANSLATION = 'experimental.istio.io/disable-gateway-port-translation';

/** Returns the ports that the proxy listens on for the port of a server. */
export function listeningPorts({targets, byLabels}: BoundGateway, port: number): number[] {
  const translating = targets.filter(({service}) => !byLabels || service.labels[NO_TRANSLATION] === undefined);
  const found = translating.filter((target) => target.port.port === port).map(({targetPort}) => targetPort);
  if (byLabels) return [found[0] ?? port];
  return [...new Set(found)];
}
