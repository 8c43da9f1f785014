// SPDX-License-Identifier: Apache-2.0
import {isCipherSuite} from '../../analysis/schema/gateway/server-tls.js';
import {any, extension, plain} from '../any.js';
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import {agentSecret} from '../security/authentication/tls-context.js';
import {meshConfig} from '../settings/mesh-config.js';
import {unlessEmpty} from '../values/present.js';
import {passesTls, type Server, type ServerTls, serverProtocol} from './server.js';

const HTTP_ALPN = ['h2', 'http/1.1'];

/** Announces that the gateway tells who it is over TCP. */
const EXCHANGE_ALPN = 'istio-peer-exchange';

const BUILTIN = 'builtin://';
const CA_SUFFIX = '-cacert';

/** Returns the transport socket that ends TLS for a server; undefined where TLS is passed on (istio.io: ServerTLSSettings). */
export function serverSocket(context: Context, server: Server): EnvoyMessage | undefined {
  const {tls} = server;
  if (!tls || passesTls(server)) return undefined;
  const mutual = tls.mode === 'MUTUAL' || tls.mode === 'ISTIO_MUTUAL';
  const isTcp = !['HTTP', 'HTTP2', 'GRPC', 'GRPC-Web', 'HTTPS'].includes(serverProtocol(server));
  const common: EnvoyMessage = {
    alpn_protocols: tls.mode === 'ISTIO_MUTUAL' && isTcp ? [EXCHANGE_ALPN, ...HTTP_ALPN] : HTTP_ALPN,
    ...certificateFields(context, tls),
    ...(tls.mode !== 'ISTIO_MUTUAL' && paramFields(context, tls)),
  };
  return extension(
    'envoy.transport_sockets.tls',
    any('envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext', {
      common_tls_context: common,
      require_client_certificate: mutual,
    }),
  );
}

function certificateFields(context: Context, tls: ServerTls): EnvoyMessage {
  if (tls.mode === 'ISTIO_MUTUAL') return fileFields(tls, {});
  if (tls.credentialNames?.length || tls.credentialName) {
    reportExternal(context, tls);
    return credentialFields(tls);
  }
  return fileFields(tls, tls);
}

type Files = Pick<ServerTls, 'serverCertificate' | 'privateKey' | 'caCertificates' | 'tlsCertificates'>;

/** Certificates in files of the pod, or those of the workload where no files are named; its agent serves both. */
function fileFields(tls: ServerTls, {tlsCertificates = [], caCertificates, ...own}: Files): EnvoyMessage {
  const pairs = tlsCertificates.length > 0 ? tlsCertificates : [own];
  const names = pairs.map(({serverCertificate: certificate, privateKey: key}) =>
    certificate && key ? `file-cert:${certificate}~${key}` : 'default',
  );
  return {
    tls_certificate_sds_secret_configs: names.map(fileSecret),
    ...(checksClients(tls) && {
      combined_validation_context: {
        default_validation_context: {
          ...exactNames(tls.subjectAltNames),
          ...(tls.caCrl && {crl: {filename: tls.caCrl}}),
        },
        validation_context_sds_secret_config: fileSecret(caCertificates ? `file-root:${caCertificates}` : 'ROOTCA'),
      },
    }),
  };
}

/** Envoy waits without end for the certificates of the workload alone. */
function fileSecret(name: string): EnvoyMessage {
  return agentSecret(name, !name.startsWith('file-'));
}

function checksClients({mode}: ServerTls): boolean {
  return mode === 'MUTUAL' || mode === 'OPTIONAL_MUTUAL' || mode === 'ISTIO_MUTUAL';
}

function exactNames(names: readonly string[] = []): EnvoyMessage {
  return plain({match_subject_alt_names: names.map((exact) => ({exact}))});
}

/** Where a server of secrets is set for the mesh, names with this prefix are its own. */
const EXTERNAL = 'sds://';

function reportExternal(context: Context, {credentialName = '', credentialNames = []}: ServerTls): void {
  const providers = meshConfig(context.mesh.settings).extensionProviders ?? [];
  if (!providers.some((provider) => 'sds' in provider)) return;
  for (const name of [credentialName, ...credentialNames]) {
    if (name.startsWith(EXTERNAL)) context.notSimulated(`credential ${name} of an external server of secrets`);
  }
}

/** Certificates in Secrets, which istiod serves. */
function credentialFields(tls: ServerTls): EnvoyMessage {
  const names = tls.credentialNames?.length ? tls.credentialNames : [tls.credentialName ?? ''];
  const authority = tls.caCertCredentialName || `${names[0]}${CA_SUFFIX}`;
  const certificates = {tls_certificate_sds_secret_configs: names.map(credential)};
  if (tls.mode === 'MUTUAL' || tls.mode === 'OPTIONAL_MUTUAL') {
    const context = {
      default_validation_context: {
        ...exactNames(tls.subjectAltNames),
        verify_certificate_spki: unlessEmpty(tls.verifyCertificateSpki),
        verify_certificate_hash: unlessEmpty(tls.verifyCertificateHash),
      },
      validation_context_sds_secret_config: credential(authority),
    };
    return {...certificates, combined_validation_context: context};
  }
  if (!tls.subjectAltNames?.length) return certificates;
  return {...certificates, validation_context: exactNames(tls.subjectAltNames)};
}

function credential(name: string): EnvoyMessage {
  if (name === BUILTIN) return agentSecret('default');
  if (name === `${BUILTIN}${CA_SUFFIX}`) return agentSecret('ROOTCA');
  const resource = name.startsWith(EXTERNAL) ? name.slice(EXTERNAL.length) : name;
  return {
    name: /^[\w-]+:\/\//.test(resource) ? resource : `kubernetes://${resource}`,
    sds_config: {ads: {}, resource_api_version: 'V3'},
  };
}

/** The server's settings over those of the mesh. */
function paramFields({mesh}: Context, tls: ServerTls): EnvoyMessage {
  const defaults = meshConfig(mesh.settings).tlsDefaults ?? {};
  const own = [...new Set(tls.cipherSuites ?? [])].filter(isCipherSuite);
  const params = plain({
    ecdh_curves: unlessEmpty(defaults.ecdhCurves),
    cipher_suites: unlessEmpty(own) ?? unlessEmpty(defaults.cipherSuites),
    tls_minimum_protocol_version: version(tls.minProtocolVersion) ?? version(defaults.minProtocolVersion),
    tls_maximum_protocol_version: version(tls.maxProtocolVersion),
  });
  return Object.keys(params).length > 0 ? {tls_params: params} : {};
}

/** `TLSV1_3` as Envoy writes it; undefined where the proxy decides. */
function version(name: string | undefined): string | undefined {
  return name && name !== 'TLS_AUTO' ? name.replace('TLSV', 'TLSv') : undefined;
}
