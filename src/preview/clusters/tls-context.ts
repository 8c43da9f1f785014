// SPDX-License-Identifier: Apache-2.0
import {any, extension} from '../any.js';
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import type {Service} from '../model/service.js';
import {agentSecret} from '../security/authentication/tls-context.js';
import {meshConfig} from '../settings/mesh-config.js';
import {type Draft, httpOptions, speaksHttp2} from './draft.js';
import {allowInsecure} from './dynamic-forward-proxy.js';
import type {ClientTls} from './tls-settings.js';

/** Cluster and service that a TLS context is for. */
export interface TlsSubject {
  draft: Draft;
  service: Service;
  identities: readonly string[];
  /** The rule holds for selected workloads only: these have the rights to credentials that it names. */
  selected: boolean;
}

const CONTEXT = 'envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext';

/** Announce that the peer is in the mesh; the first, that both sides may tell who they are over TCP. */
const MESH_ALPN = ['istio-peer-exchange', 'istio'];

/** CA certificates of the machine. */
const SYSTEM = 'system';

/** Returns the transport socket of TLS towards a cluster's endpoints; undefined where it stays off (istio.io, "Destination Rule", ClientTLSSettings). */
export function tlsSocket(context: Context, subject: TlsSubject, settings: ClientTls): EnvoyMessage | undefined {
  const fields = contextFields(context, subject, settings);
  return fields && extension('envoy.transport_sockets.tls', any(CONTEXT, fields));
}

function contextFields(context: Context, subject: TlsSubject, settings: ClientTls): EnvoyMessage | undefined {
  const {mode, credentialName = ''} = settings;
  if (mode === 'ISTIO_MUTUAL') return meshContext(subject, settings);
  if (mode !== 'SIMPLE' && mode !== 'MUTUAL') return undefined;
  // Not every sidecar that a rule reaches may read the Secret it names.
  const secret = credentialName !== '' && !credentialName.startsWith('configmap://');
  if (secret && context.proxy.type === 'sidecar' && !subject.selected) return undefined;
  return ownContext(context, subject, settings);
}

function meshContext({draft}: TlsSubject, settings: ClientTls): EnvoyMessage {
  const {sni, subjectAltNames = []} = settings;
  if (draft.dynamic) setAutomaticNames(draft, settings);
  const name = sni || (draft.dynamic ? '' : draft.cluster.name);
  return {
    common_tls_context: {
      alpn_protocols: speaksHttp2(draft) ? [...MESH_ALPN, 'h2'] : MESH_ALPN,
      tls_params: tlsParams(),
      tls_certificate_sds_secret_configs: [agentSecret('default')],
      combined_validation_context: {
        default_validation_context: exactNames(subjectAltNames),
        validation_context_sds_secret_config: agentSecret('ROOTCA'),
      },
    },
    ...(name && {sni: name}),
  };
}

function ownContext(
  {mesh}: Context,
  {draft, service, identities}: TlsSubject,
  written: ClientTls,
): EnvoyMessage | undefined {
  setAutomaticNames(draft, written);
  const names = written.subjectAltNames ?? [];
  const settings = {
    ...written,
    subjectAltNames: service.registry === 'External' && names.length === 0 ? [...identities] : names,
  };
  const certificates = settings.credentialName ? credentialFields(settings) : fileFields(settings);
  if (!certificates) return undefined;
  const {ecdhCurves = [], cipherSuites = []} = meshConfig(mesh.settings).tlsDefaults ?? {};
  return {
    common_tls_context: {
      tls_params: {
        ...tlsParams(),
        ...(ecdhCurves.length > 0 && {ecdh_curves: ecdhCurves}),
        ...(cipherSuites.length > 0 && {cipher_suites: cipherSuites}),
      },
      ...certificates,
      ...(speaksHttp2(draft) && {alpn_protocols: ['h2']}),
    },
    ...(settings.sni && {sni: settings.sni}),
  };
}

function tlsParams(): EnvoyMessage {
  return {tls_minimum_protocol_version: 'TLSv1_2', tls_maximum_protocol_version: 'TLSv1_3'};
}

function exactNames(names: readonly string[]): EnvoyMessage {
  return names.length > 0 ? {match_subject_alt_names: names.map((exact) => ({exact}))} : {};
}

/** Certificates in files, which the proxy's agent serves. */
function fileFields(settings: ClientTls): EnvoyMessage | undefined {
  const {
    mode,
    clientCertificate,
    privateKey,
    caCertificates,
    caCrl,
    subjectAltNames = [],
    insecureSkipVerify,
  } = settings;
  const own = mode === 'MUTUAL';
  if (own && !(clientCertificate && privateKey)) return undefined;
  const combined = {
    default_validation_context: {...exactNames(subjectAltNames), ...(caCrl && {crl: {filename: caCrl}})},
    validation_context_sds_secret_config: fileSecret(`file-root:${caCertificates || SYSTEM}`),
  };
  return {
    ...(own && {tls_certificate_sds_secret_configs: [fileSecret(`file-cert:${clientCertificate}~${privateKey}`)]}),
    ...(insecureSkipVerify ? {validation_context: {}} : {combined_validation_context: combined}),
  };
}

function fileSecret(name: string): EnvoyMessage {
  return agentSecret(name, false);
}

/** Certificates in a Secret, which istiod serves. */
function credentialFields({
  mode,
  credentialName = '',
  subjectAltNames = [],
  insecureSkipVerify,
}: ClientTls): EnvoyMessage {
  const combined = {
    default_validation_context: exactNames(subjectAltNames),
    validation_context_sds_secret_config: istiodSecret(`${credentialName}-cacert`),
  };
  return {
    ...(mode === 'MUTUAL' && {tls_certificate_sds_secret_configs: [istiodSecret(credentialName)]}),
    ...(!insecureSkipVerify && {combined_validation_context: combined}),
  };
}

const BUILT_IN = 'builtin://';

function istiodSecret(written: string): EnvoyMessage {
  if (written === BUILT_IN) return agentSecret('default');
  if (written === `${BUILT_IN}-cacert`) return agentSecret('ROOTCA');
  const name = written.startsWith('sds://') ? written.slice('sds://'.length) : written;
  const typed = /^(?:configmap|kubernetes|kubernetes-gateway):\/\//.test(name);
  return {name: typed ? name : `kubernetes://${name}`, sds_config: {ads: {}, resource_api_version: 'V3'}};
}

/** Where the rule names neither, the host of a request makes SNI and the name that the server has to have. */
function setAutomaticNames(draft: Draft, {sni, subjectAltNames = [], insecureSkipVerify}: ClientTls): void {
  const autoSni = !sni;
  const verified = (draft.dynamic || (autoSni && subjectAltNames.length === 0)) && !insecureSkipVerify;
  if (draft.dynamic && (!autoSni || !verified)) allowInsecure(draft);
  if (!autoSni && !verified) return;
  const options = httpOptions(draft);
  options.upstream = {
    ...options.upstream,
    ...(autoSni && {auto_sni: true}),
    ...(verified && {auto_san_validation: true}),
  };
}
