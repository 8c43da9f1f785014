// SPDX-License-Identifier: Apache-2.0
import {goJson} from '../inject/typed/go-json.js';
import type {WorkloadSettings} from './proxy-config.js';
import type {WorkloadGroup} from './workload-group.js';

export interface MetadataSettings extends WorkloadSettings {
  trustDomain: string;
  meshId: string;
}

/** Labels by which a workload says to which service it belongs, best first, and its version. */
const SERVICE_LABELS = ['service.istio.io/canonical-name', 'app.kubernetes.io/name', 'app'];
const REVISION_LABELS = ['service.istio.io/canonical-revision', 'app.kubernetes.io/version', 'version'];

/** What the proxy of a workload tells istiod, by the names of its environment (spec/install.md §1.13). */
export function workloadMetadata(
  {name, namespace, spec}: WorkloadGroup,
  {clusterId, meshId, trustDomain, captureDns, autoregister}: MetadataSettings,
): Record<string, string> {
  const {template, metadata} = spec;
  const labels = {...metadata.labels, ...template.labels};
  const service = firstOf(labels, SERVICE_LABELS) ?? name;
  const revision = firstOf(labels, REVISION_LABELS) ?? 'latest';
  const all = {
    ...labels,
    'service.istio.io/canonical-name': service,
    'service.istio.io/canonical-revision': revision,
  };
  const ports = podPorts(template.ports ?? {});
  return {
    CANONICAL_REVISION: revision,
    CANONICAL_SERVICE: service,
    ISTIO_METAJSON_LABELS: goJson(sortedByKey(all)),
    ISTIO_META_CLUSTER_ID: clusterId,
    ISTIO_META_MESH_ID: meshId,
    ISTIO_META_NETWORK: template.network ?? '',
    ...(ports.length > 0 && {ISTIO_META_POD_PORTS: goJson(ports)}),
    ISTIO_META_WORKLOAD_NAME: name,
    ...(captureDns && {ISTIO_META_DNS_CAPTURE: 'true'}),
    ...(autoregister && {ISTIO_META_AUTO_REGISTER_GROUP: name}),
    POD_NAMESPACE: namespace,
    SERVICE_ACCOUNT: template.serviceAccount,
    TRUST_DOMAIN: trustDomain,
  };
}

function firstOf(labels: Record<string, string>, names: readonly string[]): string | undefined {
  return names.map((name) => labels[name]).find((value) => value !== undefined && value !== '');
}

function podPorts(ports: Record<string, number>): {name: string; containerPort: number; protocol: string}[] {
  return Object.entries(sortedByKey(ports)).map(([name, containerPort]) => ({name, containerPort, protocol: ''}));
}

function sortedByKey<T>(map: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
