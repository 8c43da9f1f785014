// SPDX-License-Identifier: Apache-2.0
import {decodeMessage, isRecord} from '../../api/messages/decode.js';
import {messageNamed} from '../../api/messages/index.js';
import {parseYaml} from '../../yaml/parse.js';
import type {MeshSettings} from '../model/settings.js';

type Fields = Readonly<Record<string, unknown>>;

/** Defaults of the control plane itself (istio.io, "Global Mesh Options"). */
const DEFAULT_PROXY: Fields = {
  configPath: './etc/istio/proxy',
  serviceCluster: 'istio-proxy',
  drainDuration: '45s',
  terminationDrainDuration: '5s',
  proxyAdminPort: 15000,
  controlPlaneAuthPolicy: 'MUTUAL_TLS',
  discoveryAddress: 'istiod.istio-system.svc:15012',
  binaryPath: '/usr/local/bin/envoy',
  statNameLength: 189,
  statusPort: 15020,
};

const DEFAULTS: Fields = {
  enableTracing: true,
  ingressService: 'istio-ingressgateway',
  ingressControllerMode: 'STRICT',
  ingressClass: 'istio',
  trustDomain: 'cluster.local',
  enableAutoMtls: true,
  outboundTrafficPolicy: {mode: 'ALLOW_ANY'},
  inboundTrafficPolicy: {},
  localityLbSetting: {enabled: true},
  rootNamespace: 'istio-system',
  proxyListenPort: 15001,
  proxyInboundListenPort: 15006,
  connectTimeout: '10s',
  defaultServiceExportTo: ['*'],
  defaultVirtualServiceExportTo: ['*'],
  defaultDestinationRuleExportTo: ['*'],
  dnsRefreshRate: '60s',
  enablePrometheusMerge: true,
  protocolDetectionTimeout: '0s',
  defaultProviders: {},
  defaultConfig: DEFAULT_PROXY,
  extensionProviders: [
    {name: 'prometheus', prometheus: {}},
    {name: 'stackdriver', stackdriver: {}},
    {name: 'envoy', envoyFileAccessLog: {path: '/dev/stdout'}},
  ],
};

/** Domain of Kubernetes' services where nobody says otherwise. */
const DOMAIN = 'cluster.local';

/**
 * Returns the mesh's settings from the text of the ConfigMap's `mesh` (undefined: there is none). A field that is given
 * takes the place of its default as a whole; `defaultConfig` and `defaultProviders` are merged field by field, extension providers by name.
 *
 * @throws DecodeError where a value does not have the type of its field
 * @throws YamlError where the text is no YAML
 */
export function readSettings(text: string | undefined): MeshSettings {
  const parsed = text === undefined ? {} : parseYaml(text);
  const written = isRecord(parsed) ? parsed : {};
  const given = decodeMessage<Record<string, unknown>>(messageNamed('istio.mesh.v1alpha1.MeshConfig'), written);
  const config: Record<string, unknown> = {...over(DEFAULTS, written, given)};
  config['defaultConfig'] = proxyConfig(written['defaultConfig'], given['defaultConfig']);
  config['defaultProviders'] = {...fieldsOf(given['defaultProviders'])};
  config['extensionProviders'] = providers(given['extensionProviders']);
  const aliases = Array.isArray(given['trustDomainAliases']) ? given['trustDomainAliases'].map(String) : [];
  return {
    rootNamespace: textOf(config['rootNamespace']),
    trustDomain: textOf(config['trustDomain']),
    trustDomainAliases: [...new Set(aliases)].sort(),
    domain: DOMAIN,
    config,
  };
}

/** Zero that is written takes the place of a default, though the decoder leaves it out. */
function over(defaults: Fields, written: Fields, given: Fields): Fields {
  const kept = Object.entries(defaults).filter(
    ([name]) => !Object.hasOwn(written, name) && !Object.hasOwn(written, snake(name)),
  );
  return {...Object.fromEntries(kept), ...given};
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function proxyConfig(written: unknown, given: unknown): Fields {
  const merged = over(DEFAULT_PROXY, fieldsOf(written), fieldsOf(given));
  // The source is one of several: what is given takes the place of the default.
  const {serviceCluster, ...rest} = merged;
  return merged['tracingServiceName'] === undefined
    ? merged
    : {...rest, ...(fieldsOf(given)['serviceCluster'] !== undefined && {serviceCluster})};
}

function providers(given: unknown): Fields[] {
  const all = [...providerList(DEFAULTS['extensionProviders']), ...providerList(given)];
  return [...new Map(all.map((provider) => [provider['name'], provider])).values()];
}

function providerList(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function fieldsOf(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
