// SPDX-License-Identifier: Apache-2.0
import {enumField, type Message, messageField, messagesField, textField, typeOf} from '../envoy/dump/message.js';
import {compareBytes} from '../envoy/proto/well-known.js';
import {IstioctlError} from '../errors.js';
import type {Answer} from './ask.js';
import {resourcesOf} from './discovery.js';

const STATUSES = ['UNKNOWN', 'SYNCED', 'NOT_SENT', 'STALE', 'ERROR'] as const;

export type SyncState = (typeof STATUSES)[number];

/** Whether a proxy has what istiod sent it of one type of resource. */
export interface TypeStatus {
  /** `type.googleapis.com/...` */
  typeUrl: string;
  state: SyncState;
  /** When istiod last sent it, as it says; undefined when it does not. */
  lastUpdated: string | undefined;
  /** Why the proxy refused what it was sent last, in Envoy's words; undefined where it did not, or istiod does not say. */
  refusal: string | undefined;
}

/** A proxy that is connected to an istiod. */
export interface ProxyStatus {
  /** `pod.namespace` */
  id: string;
  cluster: string;
  namespace: string;
  version: string;
  /** The name that its istiod gives itself. */
  istiod: string;
  types: TypeStatus[];
}

const CORE = 'type.googleapis.com/envoy.config.';
export const CDS = `${CORE}cluster.v3.Cluster`;
export const LDS = `${CORE}listener.v3.Listener`;
export const EDS = `${CORE}endpoint.v3.ClusterLoadAssignment`;
export const RDS = `${CORE}route.v3.RouteConfiguration`;
export const ECDS = `${CORE}core.v3.TypedExtensionConfig`;

/** The types of the legacy list, by the member of its oneof that an entry sets. */
const LEGACY: readonly (readonly [field: string, typeUrl: string])[] = [
  ['cluster_config', CDS],
  ['listener_config', LDS],
  ['route_config', RDS],
  ['endpoint_config', EDS],
];

const SHORT_NAMES: Readonly<Record<string, string>> = {
  [CDS]: 'CDS',
  [LDS]: 'LDS',
  [EDS]: 'EDS',
  [RDS]: 'RDS',
  [ECDS]: 'ECDS',
  'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret': 'SDS',
  'type.googleapis.com/istio.networking.nds.v1.NameTable': 'NDS',
  'type.googleapis.com/istio.mesh.v1alpha1.ProxyConfig': 'PCDS',
  'type.googleapis.com/istio.workload.Address': 'WDS',
  'type.googleapis.com/istio.workload.Workload': 'WDS',
  'type.googleapis.com/istio.security.Authorization': 'WADS',
};

/** What people call a type; its URL where there is no such name. */
export function shortTypeName(typeUrl: string): string {
  return SHORT_NAMES[typeUrl] ?? typeUrl;
}

const CLIENT_CONFIG = 'envoy.service.status.v3.ClientConfig';

/** Which proxies are connected to the istiods that answered, sorted by id; in one namespace where it is given. */
export function proxyStatuses(answers: readonly Answer[], namespace?: string): ProxyStatus[] {
  return answers
    .flatMap(({id, response}) => resourcesOf(response).map((resource) => proxyStatus(resource, id)))
    .filter((proxy) => namespace === undefined || proxy.namespace === namespace)
    .sort((a, b) => compareBytes(a.id, b.id) || compareBytes(a.istiod, b.istiod));
}

/** The namespace of the proxy that a resource is about. */
export function proxyNamespace(resource: Message): string {
  const metadata = messageField(messageField(resource, 'node') ?? {}, 'metadata');
  return typeof metadata?.['NAMESPACE'] === 'string' ? metadata['NAMESPACE'] : '';
}

function proxyStatus(resource: Message, istiod: string): ProxyStatus {
  const type = typeOf(resource);
  if (type !== CLIENT_CONFIG) {
    throw new IstioctlError(`could not unmarshal ClientConfig: istiod ${istiod} sent a resource of type "${type}"`);
  }
  const node = messageField(resource, 'node') ?? {};
  const metadata = messageField(node, 'metadata') ?? {};
  const text = (name: string): string => (typeof metadata[name] === 'string' ? metadata[name] : '');
  return {
    id: textField(node, 'id'),
    cluster: text('CLUSTER_ID'),
    namespace: proxyNamespace(resource),
    version: text('ISTIO_VERSION'),
    istiod,
    types: typeStatuses(resource),
  };
}

function typeStatuses(resource: Message): TypeStatus[] {
  const generic = messagesField(resource, 'generic_xds_configs');
  if (generic.length > 0) return generic.map((entry) => typeStatus(entry, textField(entry, 'type_url'), entry));
  return messagesField(resource, 'xds_config').flatMap((entry) => {
    const [field, typeUrl] = LEGACY.find(([field]) => messageField(entry, field) !== undefined) ?? [];
    return field === undefined || typeUrl === undefined ? [] : [typeStatus(entry, typeUrl, {})];
  });
}

function typeStatus(entry: Message, typeUrl: string, times: Message): TypeStatus {
  const status = enumField(entry, entry['status'] === undefined ? 'config_status' : 'status', STATUSES);
  return {
    typeUrl,
    state: STATUSES.find((known) => known === status) ?? 'UNKNOWN',
    lastUpdated: textField(times, 'last_updated') || undefined,
    refusal: textField(messageField(entry, 'error_state') ?? {}, 'details') || undefined,
  };
}

/** Types that a proxy has asked for: the core ones first, then by URL. */
export function subscribedTypes({types}: ProxyStatus): string[] {
  const asked = types.filter(({state}) => state !== 'UNKNOWN').map(({typeUrl}) => typeUrl);
  const core = [CDS, LDS, EDS, RDS].filter((typeUrl) => asked.includes(typeUrl));
  return [...core, ...asked.filter((typeUrl) => !core.includes(typeUrl)).sort(compareBytes)];
}
