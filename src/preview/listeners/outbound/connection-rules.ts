// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../model/context.js';

/** Conditions of a TLS or TCP rule that are known before any connection is made. */
interface StaticConditions {
  gateways?: string[];
  sourceLabels?: Record<string, string>;
  sourceNamespace?: string;
  port?: number;
}

/** Says whether a match of a TLS or TCP rule is for this proxy and port (package pilot/pkg/networking/core). */
export function isForSidecar({proxy}: Context, match: StaticConditions, port: number): boolean {
  const {gateways, sourceLabels = {}, sourceNamespace} = match;
  return (
    (!gateways?.length || gateways.includes('mesh')) &&
    Object.entries(sourceLabels).every(([key, value]) => proxy.labels[key] === value) &&
    (!match.port || match.port === port) &&
    (!sourceNamespace || sourceNamespace === proxy.namespace)
  );
}
