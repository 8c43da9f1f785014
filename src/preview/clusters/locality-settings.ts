// SPDX-License-Identifier: Apache-2.0
import type {Service} from '../model/service.js';
import type {LocalitySettings} from '../settings/mesh-config.js';

/** Where requests go by locality; `always` where nothing needs to have failed before. */
export interface EffectiveLocality {
  settings: LocalitySettings | undefined;
  always: boolean;
}

const NETWORK = 'topology.istio.io/network';
const REGION = 'topology.kubernetes.io/region';
const ZONE = 'topology.kubernetes.io/zone';

/** Labels in which endpoints nearby are the same as the client. */
const NEARBY = {
  zone: [NETWORK, REGION, ZONE],
  node: [NETWORK, REGION, ZONE, 'topology.istio.io/subzone', 'kubernetes.io/hostname'],
} as const;

/** Returns the settings that hold: of the rule, else by the service's `trafficDistribution`, else of the mesh. */
export function localitySettings(
  ofMesh: LocalitySettings | undefined,
  ofRule: LocalitySettings | undefined,
  service: Pick<Service, 'trafficDistribution'>,
): EffectiveLocality {
  if (ofRule) return {settings: ofRule.enabled === false ? undefined : ofRule, always: false};
  const {trafficDistribution: near} = service;
  if (near !== 'any') return {settings: {enabled: true, failoverPriority: [...NEARBY[near]]}, always: true};
  return {settings: ofMesh?.enabled === false ? undefined : ofMesh, always: false};
}
