// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../errors.js';

/** A kind of object that shapes proxies. */
export interface ShapingKind {
  apiVersion: string;
  kind: string;
  plural: string;
  shortNames?: readonly string[];
  /** How an object says which workloads it is for; left out where only what it makes in a proxy tells. */
  selector?: 'selector' | 'matchLabels' | 'workloadSelector';
  /** Whether proxies name the object in what istiod made of it. */
  leavesName: boolean;
}

const NETWORKING = 'networking.istio.io/v1';
const SECURITY = 'security.istio.io/v1';
const ROUTES = 'gateway.networking.k8s.io';

const MADE = {leavesName: true} as const;
const BY_LABELS = {selector: 'matchLabels', leavesName: false} as const;
const BOTH = {selector: 'matchLabels', leavesName: true} as const;

export const SHAPING_KINDS: readonly ShapingKind[] = [
  {apiVersion: NETWORKING, kind: 'Gateway', plural: 'gateways', shortNames: ['gw'], ...BY_LABELS, selector: 'selector'},
  {apiVersion: NETWORKING, kind: 'VirtualService', plural: 'virtualservices', shortNames: ['vs'], ...MADE},
  {apiVersion: `${ROUTES}/v1`, kind: 'HTTPRoute', plural: 'httproutes', ...MADE},
  {apiVersion: `${ROUTES}/v1`, kind: 'GRPCRoute', plural: 'grpcroutes', ...MADE},
  {apiVersion: `${ROUTES}/v1alpha2`, kind: 'TCPRoute', plural: 'tcproutes', ...MADE},
  {apiVersion: `${ROUTES}/v1alpha2`, kind: 'TLSRoute', plural: 'tlsroutes', ...MADE},
  {apiVersion: NETWORKING, kind: 'DestinationRule', plural: 'destinationrules', shortNames: ['dr'], ...MADE},
  {apiVersion: NETWORKING, kind: 'Sidecar', plural: 'sidecars', ...BY_LABELS, selector: 'workloadSelector'},
  {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    plural: 'envoyfilters',
    ...BY_LABELS,
    selector: 'workloadSelector',
  },
  {apiVersion: 'networking.istio.io/v1beta1', kind: 'ProxyConfig', plural: 'proxyconfigs', ...BY_LABELS},
  {apiVersion: SECURITY, kind: 'PeerAuthentication', plural: 'peerauthentications', shortNames: ['pa'], ...BY_LABELS},
  {
    apiVersion: SECURITY,
    kind: 'RequestAuthentication',
    plural: 'requestauthentications',
    shortNames: ['ra'],
    ...BY_LABELS,
  },
  {apiVersion: SECURITY, kind: 'AuthorizationPolicy', plural: 'authorizationpolicies', shortNames: ['ap'], ...BOTH},
  {apiVersion: 'telemetry.istio.io/v1', kind: 'Telemetry', plural: 'telemetries', ...BY_LABELS},
  {apiVersion: 'extensions.istio.io/v1alpha1', kind: 'WasmPlugin', plural: 'wasmplugins', ...BOTH},
  {apiVersion: 'extensions.istio.io/v1alpha1', kind: 'TrafficExtension', plural: 'trafficextensions', ...BOTH},
];

/** Kinds whose objects take workloads by their labels, whether these show it or not. */
export const SELECTING_KINDS = SHAPING_KINDS.filter(({selector}) => selector !== undefined);

/** The kind that a user means by `vs`, `VirtualService` or `virtualservices.networking.istio.io`. Throws an IstioctlError (64) for others. */
export function shapingKind(word: string): ShapingKind {
  const [plain = ''] = word.toLowerCase().split('.');
  const kind = SHAPING_KINDS.find((each) =>
    [each.kind.toLowerCase(), each.plural, ...(each.shortNames ?? [])].includes(plain),
  );
  if (kind) return kind;
  throw new IstioctlError(`${JSON.stringify(word)} is no kind that shapes proxies`, {
    exitCode: ExitCode.Usage,
    hint: `these do: ${SHAPING_KINDS.map((each) => each.plural).join(', ')}`,
  });
}
