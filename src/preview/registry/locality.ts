// SPDX-License-Identifier: Apache-2.0
type Labels = Readonly<Record<string, string>>;

const REGION = 'topology.kubernetes.io/region';
const ZONE = 'topology.kubernetes.io/zone';
const SUBZONE = 'topology.istio.io/subzone';

/** Returns the locality that labels of a workload name themselves; empty where they name none. */
export function labelledLocality(labels: Labels): string {
  const label = labels['topology.istio.io/locality'] ?? labels['istio-locality'] ?? '';
  // Values of labels cannot hold slashes: dots stand for them.
  return label.includes('/') ? label : label.replaceAll('.', '/');
}

/** Returns the locality of a Node, `region/zone/subzone`; empty where its labels say nothing (istio.io, "Locality Load Balancing"). */
export function nodeLocality(labels: Labels): string {
  const region = labels[REGION] ?? labels['failure-domain.beta.kubernetes.io/region'] ?? '';
  const zone = labels[ZONE] ?? labels['failure-domain.beta.kubernetes.io/zone'] ?? '';
  const subzone = labels[SUBZONE] ?? '';
  return region || zone || subzone ? `${region}/${zone}/${subzone}` : '';
}

/** Returns the labels of a workload with those that its place adds; subsets and failover look at both. */
export function withPlace(
  labels: Labels,
  {clusterId, locality, node, network}: {clusterId: string; locality: string; node: string; network: string},
): Labels {
  const [region, zone, subzone] = locality.split('/');
  return {
    ...labels,
    ...(region && {[REGION]: region}),
    ...(zone && {[ZONE]: zone}),
    ...(subzone && {[SUBZONE]: subzone}),
    'topology.istio.io/cluster': clusterId,
    ...(node && {'kubernetes.io/hostname': node}),
    ...(network && !labels['topology.istio.io/network'] && {'topology.istio.io/network': network}),
  };
}
