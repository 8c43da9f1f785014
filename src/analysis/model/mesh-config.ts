// SPDX-License-Identifier: Apache-2.0

import {decodeMessage, isRecord} from '../../api/messages/decode.js';
import {messageNamed} from '../../api/messages/index.js';

/** Of the mesh's settings what analyzers look at. */
export interface MeshConfig {
  rootNamespace: string;
  trustDomain?: string;
  trustDomainAliases?: string[];
  /** Roots of other meshes that proxies trust, with their trust domains. */
  caCertificates?: {trustDomains?: string[]}[];
  ingressService: string;
  /** UNSPECIFIED where zero. */
  ingressControllerMode?: string;
  defaultProviders?: {accessLogging?: string[]};
  extensionProviders?: ExtensionProvider[];
  defaultConfig?: {
    proxyMetadata?: Readonly<Record<string, string>>;
    image?: {imageType?: string};
  };
}

export interface ExtensionProvider {
  name?: string;
  lightstep?: object;
}

export interface MeshNetworks {
  networks?: Readonly<Record<string, {endpoints?: {fromRegistry?: string}[]}>>;
}

/** What holds where nobody says otherwise (spec §1.9). */
export const defaultMeshConfig: MeshConfig = {
  rootNamespace: 'istio-system',
  ingressService: 'istio-ingressgateway',
  ingressControllerMode: 'STRICT',
  extensionProviders: [{name: 'prometheus'}, {name: 'stackdriver'}, {name: 'envoy'}],
};

/**
 * The defaults with a user's settings over them: `defaultConfig` and its metadata are merged, providers by name.
 * Throws DecodeError where a setting does not have the type of its field.
 */
export function meshConfigOver(base: MeshConfig, settings: unknown): MeshConfig {
  const fields = isRecord(settings) ? settings : {};
  const given = decodeMessage<Partial<MeshConfig>>(messageNamed('istio.mesh.v1alpha1.MeshConfig'), settings ?? {});
  const metadata = {...base.defaultConfig?.proxyMetadata, ...given.defaultConfig?.proxyMetadata};
  const config: MeshConfig = {
    ...base,
    ...given,
    extensionProviders: mergeByName(base.extensionProviders ?? [], given.extensionProviders ?? []),
    defaultConfig: {...base.defaultConfig, ...given.defaultConfig, proxyMetadata: metadata},
  };
  // Zero is left out by the decoder, but here it was said.
  if (fields['ingressControllerMode'] === 'UNSPECIFIED') config.ingressControllerMode = 'UNSPECIFIED';
  return config;
}

export function meshNetworksOf(settings: unknown): MeshNetworks {
  return decodeMessage<MeshNetworks>(messageNamed('istio.mesh.v1alpha1.MeshNetworks'), settings ?? {});
}

function mergeByName(base: readonly ExtensionProvider[], given: readonly ExtensionProvider[]): ExtensionProvider[] {
  const merged = new Map([...base, ...given].map((provider) => [provider.name ?? '', provider]));
  return [...merged.values()];
}
