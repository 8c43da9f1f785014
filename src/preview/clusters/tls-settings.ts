// SPDX-License-Identifier: Apache-2.0
import type {TrafficPolicy} from './policy.js';

export type ClientTls = NonNullable<TrafficPolicy['tls']>;

/** What is known of a service where its rule says nothing of TLS, or leaves a part of it out. */
export interface ServiceTls {
  /** Identities that servers may have. */
  identities: readonly string[];
  /** Name to ask for, by which gateways between networks find the service. */
  sni: string;
  autoMtls: boolean;
  meshExternal: boolean;
  /** By the policies of namespace and mesh; undefined for services outside of the mesh. */
  mode: 'DISABLE' | 'PERMISSIVE' | 'STRICT' | undefined;
}

/** TLS towards the endpoints of a cluster; `detected` where endpoints decide one by one. */
export interface UpstreamTls {
  settings: ClientTls;
  detected: boolean;
}

/** Returns TLS as the rule says, else mutual TLS where the mesh turns it on by itself (istio.io, "TLS Configuration", Auto mTLS). */
export function upstreamTls(written: ClientTls | undefined, service: ServiceTls): UpstreamTls | undefined {
  const {identities, sni, autoMtls, meshExternal, mode} = service;
  if (written) {
    if (written.mode !== 'ISTIO_MUTUAL') return {settings: written, detected: false};
    const {insecureSkipVerify} = written;
    const own = {
      mode: written.mode,
      sni: written.sni || sni,
      subjectAltNames: written.subjectAltNames ?? [...identities],
      ...(insecureSkipVerify && {insecureSkipVerify}),
    };
    return {settings: own, detected: false};
  }
  if (meshExternal || !autoMtls || mode === undefined || mode === 'DISABLE') return undefined;
  return {settings: {mode: 'ISTIO_MUTUAL', sni, subjectAltNames: [...identities]}, detected: true};
}
