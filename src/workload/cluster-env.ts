// SPDX-License-Identifier: Apache-2.0
import {istiodAddress} from './istiod-address.js';
import type {WorkloadProxyConfig} from './proxy-config.js';
import type {WorkloadGroup} from './workload-group.js';

/** Where the workload is reached, if the file is to say so. At most one of the addresses is given. */
export interface WorkloadAddress {
  internalIp: string | undefined;
  externalIp: string | undefined;
}

/** Ports of the agent and of ssh, which no proxy may take over. */
const NEVER_CAPTURED = [22, 15090, 15021];

const DEFAULT_STATUS_PORT = 15020;

/**
 * The environment of the agent on a workload, one `KEY=value` a line, sorted and quoted for a shell
 * (spec/install.md §1.13). Inbound traffic of the ports that the group has is captured, or all of it.
 */
export function clusterEnv(
  {name, namespace, spec}: WorkloadGroup,
  config: WorkloadProxyConfig,
  {istioNamespace, revision, address}: {istioNamespace: string; revision: string; address: WorkloadAddress},
): string {
  const {template} = spec;
  const ports = Object.values(template.ports ?? {}).sort((a, b) => a - b);
  const statusPort = typeof config['statusPort'] === 'number' ? config['statusPort'] : DEFAULT_STATUS_PORT;
  const variables: Record<string, string> = {
    ...config.proxyMetadata,
    ISTIO_INBOUND_PORTS: ports.length > 0 ? ports.join(',') : '*',
    ISTIO_LOCAL_EXCLUDE_PORTS: [...NEVER_CAPTURED, statusPort].join(','),
    ISTIO_NAMESPACE: namespace,
    ISTIO_SERVICE: `${name}.${namespace}`,
    ISTIO_SERVICE_CIDR: '*',
    SERVICE_ACCOUNT: template.serviceAccount,
    ...(revision !== '' && {CA_ADDR: istiodAddress(istioNamespace, revision)}),
    ...addressVariables(address),
  };
  return Object.entries(variables)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${quotedForShell(value)}\n`)
    .join('');
}

function addressVariables({internalIp, externalIp}: WorkloadAddress): Record<string, string> {
  if (internalIp) return {ISTIO_SVC_IP: internalIp};
  if (externalIp) return {ISTIO_SVC_IP: externalIp, REWRITE_PROBE_LEGACY_LOCALHOST_DESTINATION: 'true'};
  return {};
}

function quotedForShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}
