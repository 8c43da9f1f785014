// SPDX-License-Identifier: Apache-2.0

import {GATEWAY_API, type GroupKind, type Listener, type ListenerTls} from '../model/gateway-api.js';
import type {GatewayRole} from './gateway-classes.js';

/** What istiod makes of the listeners of Gateway API: gateway-api.sigs.k8s.io, "Gateway", and the conditions istiod reports. */

/** The port on which waypoints and east-west gateways take the mesh's own traffic. */
const HBONE_PORT = 15_008;

/** The kinds of routes that listeners of a protocol take. */
const ROUTES = new Map<string, readonly string[]>([
  ['HTTP', ['HTTPRoute', 'GRPCRoute']],
  ['HTTPS', ['HTTPRoute', 'GRPCRoute']],
  ['TCP', ['TCPRoute']],
  ['TLS', ['TLSRoute']],
]);

const PROTOCOLS = [...ROUTES.keys(), 'HBONE'];

/** Returns why istiod does not accept the protocol of a listener; undefined where it does. */
export function protocolFault(listener: Listener, role: GatewayRole): string | undefined {
  const {protocol, port} = listener;
  // The API server refuses a listener without one.
  if (protocol === undefined) return undefined;
  if (role === 'waypoint') {
    if (protocol === 'HBONE' && port === HBONE_PORT) return undefined;
    return `a waypoint takes protocol HBONE on port ${HBONE_PORT} and nothing else`;
  }
  if (role === 'east-west gateway') return eastWestFault(listener);
  if (ROUTES.has(protocol)) return undefined;
  if (protocol === 'HBONE') return 'only waypoints and east-west gateways take protocol HBONE';
  const upper = protocol.toUpperCase();
  const meant = upper !== protocol && PROTOCOLS.includes(upper) ? ` (did you mean "${upper}"?)` : '';
  return `protocol "${protocol}" is unsupported${meant}`;
}

function eastWestFault({protocol, port, tls}: Listener): string | undefined {
  const mode = tls && modeOf(tls);
  if (port === HBONE_PORT) {
    if (protocol === 'HBONE' && mode === 'Terminate') return undefined;
    return `an east-west gateway takes protocol HBONE with tls mode Terminate on port ${HBONE_PORT}`;
  }
  if (protocol === 'TLS' && mode === 'Passthrough') return undefined;
  return `on ports other than ${HBONE_PORT} an east-west gateway takes protocol TLS with tls mode Passthrough`;
}

/** Returns the TLS mode of a listener, with the default of the API server. */
export function modeOf({mode = 'Terminate'}: ListenerTls): string {
  return mode;
}

/** Istio's option for how TLS ends, and its values that bring certificates of the mesh's own. */
const TERMINATE_MODE = 'gateway.istio.io/tls-terminate-mode';
const MESH_CERTIFICATES = ['ISTIO_SIMPLE', 'ISTIO_MUTUAL'];

/** Returns whether a listener serves with the certificates that its references name. */
export function needsCertificates(tls: ListenerTls): boolean {
  return modeOf(tls) === 'Terminate' && !MESH_CERTIFICATES.includes(tls.options?.[TERMINATE_MODE] ?? '');
}

/**
 * Returns the kinds of routes that a listener takes, whatever `allowedRoutes` says; undefined where istiod does not
 * accept the listener. Routes through a waypoint belong to Services, never to its listeners.
 */
export function protocolKinds(listener: Listener, role: GatewayRole): readonly string[] | undefined {
  const {protocol = '', tls} = listener;
  if (protocolFault(listener, role) !== undefined) return undefined;
  const kinds = ROUTES.get(protocol) ?? [];
  return protocol === 'TLS' && tls && modeOf(tls) === 'Terminate' ? [...kinds, 'TCPRoute'] : kinds;
}

/** Returns the kinds of routes that a listener takes; undefined where istiod does not accept the listener. */
export function routeKindsOf(listener: Listener, role: GatewayRole): readonly string[] | undefined {
  const kinds = protocolKinds(listener, role);
  const allowed = listener.allowedRoutes?.kinds ?? [];
  return allowed.length === 0 ? kinds : kinds?.filter((kind) => allowed.some((entry) => isKind(entry, kind)));
}

/** Returns whether an entry of `allowedRoutes.kinds` is that kind of Gateway API. */
export function isKind({group = GATEWAY_API, kind}: GroupKind, name: string): boolean {
  return group === GATEWAY_API && kind === name;
}
