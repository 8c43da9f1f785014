// SPDX-License-Identifier: Apache-2.0
import {decodeMessage} from '../../api/messages/decode.js';
import {messageReader} from '../../api/messages/notation.js';

/** The fields of Gateway API that istiod reads, in the notation of src/api/messages; names as in Gateway API. */
const messageNamed = messageReader([
  {
    name: '',
    messages: {
      GatewayClass: 'controllerName:string',
      Gateway:
        'gatewayClassName:string listeners:[Listener] addresses:[Address] tls:GatewayTLS ' +
        'allowedListeners:AllowedListeners?',
      Address: 'type:string? value:string',
      GatewayTLS: 'frontend:Frontend?',
      Frontend: 'default:FrontendTLS? perPort:[PortTLS]',
      PortTLS: 'port:int32 tls:FrontendTLS?',
      FrontendTLS: 'validation:Validation?',
      Validation: 'caCertificateRefs:[Reference]',
      AllowedListeners: 'namespaces:Namespaces?',
      Namespaces: 'from:string? selector:LabelSelector?',
      LabelSelector: 'matchLabels:{string} matchExpressions:[Requirement]',
      Requirement: 'key:string operator:string values:[string]',
      Listener: 'name:string hostname:string? port:int32 protocol:string tls:ListenerTLS? allowedRoutes:AllowedRoutes?',
      ListenerTLS: 'mode:string? certificateRefs:[Reference] options:{string}',
      AllowedRoutes: 'namespaces:Namespaces? kinds:[GroupKind]',
      GroupKind: 'group:string? kind:string',
      ListenerSet: 'parentRef:Reference listeners:[Listener]',
      Reference: 'group:string? kind:string? name:string namespace:string?',
      ParentReference: 'group:string? kind:string? name:string namespace:string? sectionName:string? port:int32?',
      Backend: 'group:string? kind:string? name:string namespace:string? port:int32? weight:int32? filters:[Filter]',
      HTTPRoute: 'parentRefs:[ParentReference] hostnames:[string] rules:[HTTPRule]',
      HTTPRule:
        'name:string? matches:[HTTPMatch] filters:[Filter] backendRefs:[Backend] timeouts:Timeouts? retry:Retry?',
      HTTPMatch: 'path:Path? headers:[NamedMatch] queryParams:[NamedMatch] method:string?',
      Path: 'type:string? value:string?',
      NamedMatch: 'name:string type:string? value:string?',
      Timeouts: 'request:string? backendRequest:string?',
      Retry: 'codes:[int32] attempts:int32? backoff:string?',
      GRPCRoute: 'parentRefs:[ParentReference] hostnames:[string] rules:[GRPCRule]',
      GRPCRule: 'name:string? matches:[GRPCMatch] filters:[Filter] backendRefs:[Backend]',
      GRPCMatch: 'method:GRPCMethod? headers:[NamedMatch]',
      GRPCMethod: 'type:string? service:string? method:string?',
      TLSRoute: 'parentRefs:[ParentReference] hostnames:[string] rules:[TLSRule]',
      TLSRule: 'name:string? backendRefs:[Backend]',
      Filter:
        'type:string requestHeaderModifier:HeaderFilter? responseHeaderModifier:HeaderFilter? requestMirror:Mirror? ' +
        'requestRedirect:Redirect? urlRewrite:Rewrite? cors:CORS?',
      HeaderFilter: 'set:[Header] add:[Header] remove:[string]',
      Header: 'name:string value:string?',
      Mirror: 'backendRef:Backend percent:int32? fraction:Fraction?',
      Fraction: 'numerator:int32? denominator:int32?',
      Redirect: 'scheme:string? hostname:string? port:int32? statusCode:int32? path:PathModifier?',
      Rewrite: 'hostname:string? path:PathModifier?',
      PathModifier: 'type:string replaceFullPath:string? replacePrefixMatch:string?',
      CORS:
        'allowOrigins:[string] allowCredentials:bool? allowMethods:[string] allowHeaders:[string] ' +
        'exposeHeaders:[string] maxAge:int32?',
      ReferenceGrant: 'from:[GrantFrom] to:[GrantTo]',
      GrantFrom: 'group:string? kind:string namespace:string',
      GrantTo: 'group:string? kind:string name:string?',
    },
    enums: {},
  },
]);

/** Kinds whose specs are read; those of others stay as they are written. */
const READ: ReadonlySet<string> = new Set([
  'GatewayClass',
  'Gateway',
  'ListenerSet',
  'HTTPRoute',
  'GRPCRoute',
  'TLSRoute',
  'ReferenceGrant',
]);

/**
 * Returns the spec of an object of Gateway API, without what istiod does not read.
 *
 * @throws DecodeError where a value does not have the type of its field
 */
export function readGatewayApiSpec(kind: string, spec: unknown): unknown {
  return READ.has(kind) ? decodeMessage(messageNamed(kind), spec) : (spec ?? {});
}
