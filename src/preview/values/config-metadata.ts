// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../model/json.js';
import type {VirtualService} from '../model/scope.js';
import {placeMetadata} from '../rule-places.js';

/** Returns the metadata that names the VirtualService a rule is of (package pilot/pkg/networking/util). */
export function configMetadata({namespace, name}: VirtualService, rule: object): EnvoyMessage {
  const config = `/apis/networking.istio.io/v1/namespaces/${namespace}/virtual-service/${name}`;
  return {filter_metadata: {istio: {config}, ...placeMetadata(rule)}};
}

/** Returns the metadata of what istiod gives none; undefined but for rules that know their places. */
export function ruleMetadata(rule: object): EnvoyMessage | undefined {
  const places = placeMetadata(rule);
  return places && {filter_metadata: places};
}
