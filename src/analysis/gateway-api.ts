// SPDX-License-Identifier: Apache-2.0

import type {LabelSelector} from './kubernetes.js';

/** Shapes of the Gateway API messages in api/messages/kubernetes.ts. */

export const GATEWAY_API = 'gateway.networking.k8s.io';

export interface GatewaySpec {
  gatewayClassName?: string;
  listeners?: Listener[];
}

export interface Listener {
  name?: string;
  /** Without it, any host. */
  hostname?: string;
  port?: number;
  protocol?: string;
  tls?: {mode?: string; certificateRefs?: ObjectReference[]};
  allowedRoutes?: {namespaces?: {from?: string; selector?: LabelSelector}};
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
  backendRefs?: ObjectReference[];
}

export interface ReferenceGrantSpec {
  from?: {group?: string; kind?: string; namespace?: string}[];
  to?: {group?: string; kind?: string; name?: string}[];
}
