// SPDX-License-Identifier: Apache-2.0
import {isCipherSuite} from '../../analysis/schema/gateway/server-tls.js';
import type {MeshObject} from '../model/object.js';
import {isGranted, referencedKind} from './references.js';
import {
  GATEWAY_GROUP,
  type GatewayApiMesh,
  type GatewaySpec,
  type Listener,
  type ListenerTls,
  type ObjectReference,
  type ServerTls,
} from './types.js';

const MODE = 'gateway.istio.io/tls-terminate-mode';
const CIPHERS = 'gateway.istio.io/tls-cipher-suites';

/** More certificates than one are for more than one kind of key. */
const MAX_CERTIFICATES = 2;

/** What a listener is listed in, and the Gateway that it is for. */
export interface ListenerOwner {
  kind: 'Gateway' | 'ListenerSet';
  object: MeshObject;
  gateway: MeshObject<GatewaySpec>;
}

/**
 * Returns the TLS settings of a listener; undefined where istiod refuses them. Secrets are taken to exist and to be
 * valid: files seldom hold them.
 */
export function serverTls(mesh: GatewayApiMesh, owner: ListenerOwner, listener: Listener): ServerTls | undefined {
  const {tls = {}} = listener;
  const settings =
    (tls.mode ?? 'Terminate') === 'Passthrough'
      ? {mode: isAutoPassthrough(owner.object, listener) ? ('AUTO_PASSTHROUGH' as const) : ('PASSTHROUGH' as const)}
      : terminated(mesh, owner, listener, tls);
  if (settings === undefined || 'final' in settings) return settings?.final;
  const ciphers = (tls.options?.[CIPHERS] ?? '').split(',').map((cipher) => cipher.trim());
  const known = [...new Set(ciphers)].filter(isCipherSuite);
  return {...settings, ...(known.length > 0 && {cipherSuites: known})};
}

function terminated(
  mesh: GatewayApiMesh,
  owner: ListenerOwner,
  {port}: Listener,
  tls: ListenerTls,
): ServerTls | {final: ServerTls} | undefined {
  const option = tls.options?.[MODE];
  if (option === 'ISTIO_SIMPLE') return {final: {mode: 'SIMPLE', credentialName: 'builtin://'}};
  if (option === 'ISTIO_MUTUAL') return {final: {mode: 'ISTIO_MUTUAL'}};
  const credentials = credentialsOf(mesh, owner, tls.certificateRefs ?? []);
  if (credentials === undefined) return undefined;
  const mode = option === 'MUTUAL' || option === 'OPTIONAL_MUTUAL' ? option : 'SIMPLE';
  const [only, ...more] = credentials;
  const named = more.length > 0 ? {credentialNames: credentials} : {credentialName: only ?? ''};
  const authority = authorityOf(mesh, owner, port);
  if (authority === false) return undefined;
  if (authority === undefined) return {mode, ...named};
  return {mode: mode === 'SIMPLE' ? 'MUTUAL' : mode, ...named, caCertCredentialName: authority};
}

/** Names of the Secrets with the certificates; undefined where none is valid. */
function credentialsOf(
  mesh: GatewayApiMesh,
  owner: ListenerOwner,
  refs: readonly ObjectReference[],
): string[] | undefined {
  if (refs.length > MAX_CERTIFICATES) return undefined;
  const valid = refs.filter(
    (ref) => referencedKind(ref, {group: '', kind: 'Secret'}) === '/Secret' && isAllowed(mesh, owner, ref, 'Secret'),
  );
  // A listener with an invalid reference among its certificates is refused.
  if (valid.length === 0 || valid.length < refs.length) return undefined;
  return valid.map((ref) => `kubernetes-gateway://${ref.namespace ?? owner.object.namespace}/${ref.name}`);
}

function isAllowed(
  mesh: GatewayApiMesh,
  {kind: ownKind, object: {namespace: own}}: ListenerOwner,
  {name = '', namespace = own}: ObjectReference,
  kind: string,
): boolean {
  const from = {group: GATEWAY_GROUP, kind: ownKind, namespace: own};
  return namespace === own || isGranted(mesh, from, {group: '', kind, namespace}, name);
}

/** Name of the certificates that clients are checked with, where the Gateway has any for the port; false where they are refused. */
function authorityOf(mesh: GatewayApiMesh, owner: ListenerOwner, port: number): string | false | undefined {
  const frontend = owner.gateway.spec.tls?.frontend;
  const own = frontend?.perPort?.find((entry) => entry.port === port)?.tls ?? frontend?.default;
  const [ref, ...more] = own?.validation?.caCertificateRefs ?? [];
  if (ref === undefined) return undefined;
  const kind = ref.kind ?? '';
  if (more.length > 0 || (ref.group ?? '') !== '' || !['ConfigMap', 'Secret'].includes(kind)) return false;
  if (!isAllowed(mesh, owner, ref, kind)) return false;
  const scheme = kind === 'Secret' ? 'kubernetes-gateway' : 'configmap';
  return `${scheme}://${ref.namespace ?? owner.object.namespace}/${ref.name}-cacert`;
}

/** A gateway between networks passes TLS on to the cluster that the server name stands for. */
function isAutoPassthrough({labels}: MeshObject, {tls, port}: Listener): boolean {
  if (tls?.options?.['gateway.istio.io/listener-protocol'] === 'auto-passthrough') return true;
  if (labels['topology.istio.io/network'] === undefined) return false;
  return String(port) === (labels['networking.istio.io/gatewayPort'] ?? '15443');
}
