// SPDX-License-Identifier: Apache-2.0

import {isRecord} from '../../api/messages/decode.js';
import {didYouMean} from '../../suggest.js';
import {goQuote} from '../model/go-format.js';
import {kinds} from '../model/kinds.js';
import type {Head} from './json.js';

interface KnownApi {
  kind: string;
  versions: readonly string[];
}

const GATEWAY_API = 'gateway.networking.k8s.io';
const EVERY_VERSION = ['v1', 'v1beta1', 'v1alpha1', 'v1alpha2', 'v1alpha3'];

/** Kinds that no analyzer looks at. Those of Gateway API come in the versions of many releases. */
const OTHERS: readonly (KnownApi & {group: string})[] = [
  {group: 'install.istio.io', kind: 'IstioOperator', versions: ['v1alpha1']},
  ...[
    'Gateway',
    'GatewayClass',
    'HTTPRoute',
    'GRPCRoute',
    'TLSRoute',
    'TCPRoute',
    'UDPRoute',
    'ReferenceGrant',
    'ReferencePolicy',
    'BackendTLSPolicy',
    'BackendLBPolicy',
    'BackendTrafficPolicy',
    'ListenerSet',
  ].map((kind) => ({group: GATEWAY_API, kind, versions: EVERY_VERSION})),
];

/** Groups of early versions of Istio, and what took their place. */
const REMOVED = new Map([
  ['authentication.istio.io', 'PeerAuthentication and RequestAuthentication of security.istio.io/v1'],
  ['rbac.istio.io', 'AuthorizationPolicy of security.istio.io/v1'],
  ['config.istio.io', 'Telemetry of telemetry.istio.io/v1 and WasmPlugin of extensions.istio.io/v1alpha1'],
]);

const apis = new Map<string, KnownApi[]>();
for (const {group, kind, versions} of [...kinds, ...OTHERS]) {
  if (!group.endsWith('istio.io') && group !== GATEWAY_API) continue;
  apis.set(group, [...(apis.get(group) ?? []), {kind, versions}]);
}

/**
 * Returns which part of an object's type does not exist, as the text of ISTX002 has it; undefined for a type of Istio or
 * Gateway API that exists or may exist, and for types of others.
 */
export function unknownType({apiVersion, kind}: Head): string | undefined {
  const [group = '', version = ''] = apiVersion.split('/');
  const successor = REMOVED.get(group);
  if (successor !== undefined) return `group ${group} (removed from Istio; use ${successor})`;
  const known = apis.get(group);
  if (!known) return undefined;
  const versions = known.filter((api) => api.kind === kind).flatMap((api) => api.versions);
  if (versions.includes(version)) return undefined;
  if (versions.length > 0) {
    // Not every version of Gateway API that is accepted is worth being named.
    return `version ${goQuote(version)} of ${kind} in ${group} (known: ${named(group, kind).join(', ')})`;
  }
  const names = [...new Set(known.map((api) => api.kind))];
  const meant = didYouMean(kind, names);
  // Gateway API keeps reports and experiments in its group, and each release adds kinds: only what is like one is misspelt.
  if (meant === undefined && group === GATEWAY_API) return undefined;
  return `kind ${goQuote(kind)} in ${apiVersion} (${meant ?? `known: ${names.toSorted().join(', ')}`})`;
}

function named(group: string, kind: string): readonly string[] {
  return kinds.find((info) => info.group === group && info.kind === kind)?.versions ?? ['v1'];
}

/** Returns the type that a definition of Kubernetes adds, as `group/kind`; none where it is not one. */
export function definedTypes({spec}: Readonly<Record<string, unknown>>): string[] {
  if (!isRecord(spec) || !isRecord(spec['names'])) return [];
  const [group, kind] = [spec['group'], spec['names']['kind']];
  return typeof group === 'string' && typeof kind === 'string' ? [`${group}/${kind}`] : [];
}
