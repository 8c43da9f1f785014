// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../model/json.js';
import type {DestinationRule} from '../model/scope.js';
import type {Draft} from './draft.js';

/** Adds fields to what a cluster says of itself under `istio`. */
export function describe({cluster}: Draft, fields: EnvoyMessage): void {
  cluster.metadata = {filter_metadata: {istio: {...cluster.metadata?.filter_metadata.istio, ...fields}}};
}

/** Returns what a cluster says of the rule that it comes from. */
export function ruleFields({namespace, name}: DestinationRule): EnvoyMessage {
  return {config: `/apis/networking.istio.io/v1/namespaces/${namespace}/destination-rule/${name}`};
}

/** Returns what tells the ALPN filter to leave the ALPN of TLS that a rule asks for alone. */
export function alpnFields(tlsMode: string | undefined): EnvoyMessage {
  return tlsMode === 'SIMPLE' || tlsMode === 'MUTUAL' ? {alpn_override: 'false'} : {};
}
