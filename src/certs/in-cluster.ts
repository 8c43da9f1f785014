// SPDX-License-Identifier: Apache-2.0
import {mapIn} from '../fleet/map-in.js';
import type {KubeObject} from '../io/kube/cluster.js';
import {type ChainCertificate, readChain} from './chain.js';
import type {Presented, Trusting} from './holding.js';

/** Where istiod's authority is, the first that is there (spec/install.md: cacerts, istio-ca-secret). */
export const CA_SECRETS = ['cacerts', 'istio-ca-secret'] as const;

/** The ConfigMap by which istiod tells every namespace its root. */
export const ROOT_MAP = 'istio-ca-root-cert';

/** istiod's authority from its Secret: the certificate it signs with and the roots. Keys are not looked at. */
export function authorityIn(secret: KubeObject): {presented: Presented; roots: ChainCertificate[]} {
  const {namespace = '', name} = secret.metadata;
  // cert-manager and kubectl write the names of TLS Secrets.
  const own = dataOf(secret, 'ca-cert.pem') || dataOf(secret, 'tls.crt');
  const chain = readChain(`${own}\n${dataOf(secret, 'cert-chain.pem')}`);
  const roots = readChain(dataOf(secret, 'root-cert.pem') || dataOf(secret, 'ca.crt')).certificates;
  return {
    presented: {
      namespace,
      name,
      kind: 'ca',
      chain: chain.certificates,
      unreadable: chain.unreadable,
      note: '',
      ...(own === '' && {missing: `the Secret has neither ca-cert.pem nor tls.crt`}),
    },
    // An authority that istiod made itself is its own root.
    roots: roots.length > 0 ? roots : chain.certificates.slice(-1),
  };
}

/** The root that a namespace is told. */
export function rootMapIn(map: KubeObject): Trusting {
  const {namespace = '', name} = map.metadata;
  const data = mapIn(map['data'])['root-cert.pem'];
  const {certificates: roots, unreadable} = readChain(typeof data === 'string' ? data : '');
  return {namespace, name, kind: 'root', roots, bundles: new Map(), unreadable};
}

/** What the API server checks istiod's webhooks against, once per bundle of a configuration. */
export function webhooksIn(configuration: KubeObject): Trusting[] {
  const {webhooks} = configuration;
  const bundles = new Set<string>();
  for (const webhook of Array.isArray(webhooks) ? webhooks : []) {
    const bundle = mapIn(mapIn(webhook)['clientConfig'])['caBundle'];
    bundles.add(typeof bundle === 'string' ? bundle : '');
  }
  const {name} = configuration.metadata;
  return [...bundles].map((bundle) => {
    const {certificates: roots, unreadable} = readChain(Buffer.from(bundle, 'base64').toString('latin1'));
    const missing = bundle === '' ? {missing: 'no caBundle: istiod has not filled it in'} : {};
    return {namespace: '', name, kind: 'webhook', roots, bundles: new Map(), unreadable, ...missing};
  });
}

/** Gateways of Istio, and of the Gateway API. */
export const ISTIO_GATEWAY = {apiVersion: 'networking.istio.io/v1', kind: 'Gateway'};
export const KUBERNETES_GATEWAY = {apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway'};

/** A Secret that a Gateway serves with, and who says so. */
export interface Credential {
  namespace: string;
  secret: string;
  /** Its name. */
  gateway: string;
}

/** The Secrets that Gateways of Istio name; they are looked for where the pods of the gateway are. */
export function istioCredentials(gateway: KubeObject, podNamespaces: readonly string[]): Credential[] {
  const {namespace: own = '', name} = gateway.metadata;
  const servers = mapIn(gateway['spec'])['servers'];
  const secrets = (Array.isArray(servers) ? servers : []).flatMap((server) => {
    const {credentialName, credentialNames} = mapIn(mapIn(server)['tls']);
    return [credentialName, ...(Array.isArray(credentialNames) ? credentialNames : [])];
  });
  const namespaces = podNamespaces.length > 0 ? podNamespaces : [own];
  return secrets
    .filter((secret) => typeof secret === 'string' && secret !== '')
    .flatMap((secret) => namespaces.map((namespace) => ({namespace, secret: String(secret), gateway: name})));
}

/** The Secrets that Gateways of the Gateway API name. */
export function gatewayApiCredentials(gateway: KubeObject): Credential[] {
  const {namespace: own = '', name} = gateway.metadata;
  const listeners = mapIn(gateway['spec'])['listeners'];
  return (Array.isArray(listeners) ? listeners : []).flatMap((listener) => {
    const references = mapIn(mapIn(listener)['tls'])['certificateRefs'];
    return (Array.isArray(references) ? references : [])
      .map(mapIn)
      .filter(({kind = 'Secret'}) => kind === 'Secret')
      .map((reference) => ({
        namespace: typeof reference['namespace'] === 'string' ? reference['namespace'] : own,
        secret: String(reference['name']),
        gateway: name,
      }));
  });
}

/** What a Gateway serves with; `object` is undefined where there is no such Secret. */
export function credentialIn({namespace, secret, gateway}: Credential, object: KubeObject | undefined): Presented {
  const place = {namespace, name: `${gateway}/${secret}`, kind: 'gateway'} as const;
  if (!object)
    return {...place, chain: [], unreadable: 0, note: '', missing: `there is no Secret ${namespace}/${secret}`};
  const {certificates: chain, unreadable} = readChain(dataOf(object, 'tls.crt') || dataOf(object, 'cert'));
  const isEmpty = chain.length === 0 && unreadable === 0;
  const missing = isEmpty ? {missing: `Secret ${namespace}/${secret} has no certificate`} : {};
  return {...place, chain, unreadable, note: `Secret ${namespace}/${secret}`, ...missing};
}

function dataOf(secret: KubeObject, key: string): string {
  const value = mapIn(secret['data'])[key];
  return typeof value === 'string' ? Buffer.from(value, 'base64').toString('latin1') : '';
}
