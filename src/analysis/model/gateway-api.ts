// SPDX-License-Identifier: Apache-2.0

import type {LabelSelector} from './kubernetes.js';

/** Shapes of the Gateway API messages in api/messages/kubernetes.ts. */

export const GATEWAY_API = 'gateway.networking.k8s.io';

export interface GatewaySpec {
  gatewayClassName?: string;
  listeners?: Listener[];
  allowedListeners?: {namespaces?: {from?: string}};
  /** How clients are verified: for all ports, and for some. */
  tls?: {frontend?: {default?: FrontendTls; perPort?: {port?: number; tls?: FrontendTls}[]}};
}

/** Whether ListenerSets may bring a Gateway further listeners. */
export function takesListenerSets({allowedListeners}: GatewaySpec): boolean {
  return (allowedListeners?.namespaces?.from ?? 'None') !== 'None';
}

export interface FrontendTls {
  validation?: {caCertificateRefs?: ObjectReference[]};
}

export interface Listener {
  name?: string;
  /** Without it, any host. */
  hostname?: string;
  port?: number;
  protocol?: string;
  tls?: ListenerTls;
  allowedRoutes?: {namespaces?: {from?: string; selector?: LabelSelector}; kinds?: GroupKind[]};
}

export interface ListenerTls {
  /** Terminate where nothing is said: a default of the API server. */
  mode?: string;
  certificateRefs?: ObjectReference[];
  options?: Readonly<Record<string, string>>;
}

/** A kind of route; without a group, one of Gateway API. */
export interface GroupKind {
  group?: string;
  kind?: string;
}

export interface ObjectReference {
  group?: string;
  kind?: string;
  namespace?: string;
  name?: string;
  port?: number;
}

/** What the routes of all protocols have in common. */
export interface RouteSpec {
  parentRefs?: ParentReference[];
  hostnames?: string[];
  rules?: RouteRule[];
}

export interface ParentReference extends ObjectReference {
  sectionName?: string;
}

export interface RouteRule {
  filters?: {type?: string; requestMirror?: {backendRef?: ObjectReference}}[];
  backendRefs?: (ObjectReference & {weight?: number})[];
}

export interface ReferenceGrantSpec {
  from?: {group?: string; kind?: string; namespace?: string}[];
  to?: {group?: string; kind?: string; name?: string}[];
}
