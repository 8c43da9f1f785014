// SPDX-License-Identifier: Apache-2.0
import type {IstioSpecs} from '../../api/istio-types.js';
import type {Mesh} from '../model/mesh.js';
import type {MeshObject} from '../model/object.js';

// The fields of Gateway API that istiod reads (https://gateway-api.sigs.k8s.io/reference/spec/), as they are written.

export interface ObjectReference {
  group?: string;
  kind?: string;
  name?: string;
  namespace?: string;
}

export interface ParentReference extends ObjectReference {
  sectionName?: string;
  port?: number;
}

export interface Listener {
  name: string;
  hostname?: string;
  port: number;
  protocol: string;
  tls?: ListenerTls;
  allowedRoutes?: {
    namespaces?: {from?: string; selector?: LabelSelector};
    kinds?: {group?: string; kind: string}[];
  };
}

export interface ListenerTls {
  mode?: string;
  certificateRefs?: ObjectReference[];
  options?: Record<string, string>;
}

export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: {key: string; operator: string; values?: string[]}[];
}

interface FrontendTls {
  validation?: {caCertificateRefs?: ObjectReference[]};
}

export interface ListenerSetSpec {
  parentRef?: ObjectReference;
  listeners?: (Omit<Listener, 'port'> & {port?: number})[];
}

export interface GatewaySpec {
  gatewayClassName: string;
  listeners?: Listener[];
  allowedListeners?: {namespaces?: {from?: string; selector?: LabelSelector}};
  addresses?: {type?: string; value: string}[];
  tls?: {frontend?: {default?: FrontendTls; perPort?: {port: number; tls: FrontendTls}[]}};
}

export interface BackendReference extends ObjectReference {
  port?: number;
  weight?: number;
  filters?: RouteFilter[];
}

export interface Header {
  name?: string;
  value?: string;
}

export interface HeaderFilter {
  set?: Header[];
  add?: Header[];
  remove?: string[];
}

export interface PathModifier {
  type: string;
  replaceFullPath?: string;
  replacePrefixMatch?: string;
}

export interface RouteFilter {
  type: string;
  requestHeaderModifier?: HeaderFilter;
  responseHeaderModifier?: HeaderFilter;
  requestMirror?: {
    backendRef?: BackendReference;
    percent?: number;
    fraction?: {numerator?: number; denominator?: number};
  };
  requestRedirect?: {
    scheme?: string;
    hostname?: string;
    port?: number;
    statusCode?: number;
    path?: PathModifier;
  };
  urlRewrite?: {hostname?: string; path?: PathModifier};
  cors?: CorsFilter;
}

export interface CorsFilter {
  allowOrigins?: string[];
  allowCredentials?: boolean;
  allowMethods?: string[];
  allowHeaders?: string[];
  exposeHeaders?: string[];
  maxAge?: number;
}

export interface NamedMatch {
  name?: string;
  type?: string;
  value?: string;
}

export interface HttpRouteMatch {
  path?: {type?: string; value?: string};
  headers?: NamedMatch[];
  queryParams?: NamedMatch[];
  method?: string;
}

export interface GrpcRouteMatch {
  method?: {type?: string; service?: string; method?: string};
  headers?: NamedMatch[];
}

export interface Rule<Match> {
  name?: string;
  matches?: Match[];
  filters?: RouteFilter[];
  backendRefs?: BackendReference[];
  timeouts?: {request?: string; backendRequest?: string};
  retry?: {codes?: number[]; attempts?: number; backoff?: string};
}

export interface RouteSpec<Match = unknown> {
  parentRefs?: ParentReference[];
  hostnames?: string[];
  rules?: Rule<Match>[];
}

export interface ReferenceGrantSpec {
  from?: {group?: string; kind: string; namespace: string}[];
  to?: {group?: string; kind: string; name?: string}[];
}

export type Gateway = MeshObject<IstioSpecs['Gateway']>;
export type Server = NonNullable<Gateway['spec']['servers']>[number];
export type ServerTls = NonNullable<Server['tls']>;
export type VirtualService = MeshObject<IstioSpecs['VirtualService']>;
export type HttpRoute = NonNullable<VirtualService['spec']['http']>[number];
export type TlsRoute = NonNullable<VirtualService['spec']['tls']>[number];

/** Parts of a mesh that the conversion reads. */
export type GatewayApiMesh = Pick<Mesh, 'settings' | 'namespaces' | 'services' | 'serviceEntries' | 'gatewayApi'>;

interface Specs {
  Gateway: GatewaySpec;
  GatewayClass: {controllerName?: string};
  ListenerSet: ListenerSetSpec;
  HTTPRoute: RouteSpec<HttpRouteMatch>;
  GRPCRoute: RouteSpec<GrpcRouteMatch>;
  TLSRoute: RouteSpec;
  ReferenceGrant: ReferenceGrantSpec;
}

/** Returns the objects of one kind of Gateway API, from old to young. */
export function objectsOf<Kind extends keyof Specs>(
  mesh: GatewayApiMesh,
  kind: Kind,
): readonly MeshObject<Specs[Kind]>[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the kind says which fields its objects have
  return (mesh.gatewayApi.get(kind) ?? []) as readonly MeshObject<Specs[Kind]>[];
}

/** The annotations by which istiod tells what it made of Gateway API from what users wrote. */
export const INTERNAL = {
  parents: 'internal.istio.io/parents',
  gatewaySemantics: 'internal.istio.io/gateway-semantics',
  gatewayService: 'internal.istio.io/gateway-service',
  parentNamespace: 'internal.istio.io/parent-namespace',
  serviceAccount: 'internal.istio.io/service-account-name',
  routeSemantics: 'internal.istio.io/route-semantics',
} as const;

/** Stands in the names of what istiod makes of Gateway API. */
export const AUTOGENERATED = 'istio-autogenerated-k8s-gateway';

export const GATEWAY_GROUP = 'gateway.networking.k8s.io';
