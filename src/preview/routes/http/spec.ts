// SPDX-License-Identifier: Apache-2.0
import type {VirtualService} from '../../model/scope.js';
import type {Service} from '../../model/service.js';

export type HttpRoute = NonNullable<VirtualService['spec']['http']>[number];
export type HttpMatch = NonNullable<HttpRoute['match']>[number];
export type HttpDestination = NonNullable<HttpRoute['route']>[number];
export type Destination = HttpDestination['destination'];
export type StringMatch = NonNullable<HttpMatch['uri']>;
export type Headers = NonNullable<HttpRoute['headers']>;

/** Where routes are for: the listener, and the registry that destinations are looked up in. */
export interface RoutePlace {
  /** Port of the listener, 0 for an HTTP proxy or a Unix socket. */
  port: number;
  /** Names of gateways that stand for this listener: `mesh`, or `namespace/name`. */
  gateways: ReadonlySet<string>;
  /** The listener ends TLS. */
  tls: boolean;
  /** The service that a destination's host names. */
  service(hostname: string): Pick<Service, 'ports' | 'kubernetes'> | undefined;
}

const SEMANTICS = 'internal.istio.io/route-semantics';

/** Says whether the VirtualService was made of a route of the Gateway API, whose rules differ. */
export function isGatewayRoute({annotations}: Pick<VirtualService, 'annotations'>): boolean {
  return annotations[SEMANTICS] === 'gateway';
}

/** Says whether prefixes match whole segments of the path: routes of the Gateway API, and Ingresses. */
export function matchesSegments({annotations}: Pick<VirtualService, 'annotations'>): boolean {
  return annotations[SEMANTICS] === 'gateway' || annotations[SEMANTICS] === 'ingress';
}
