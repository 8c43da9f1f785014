// SPDX-License-Identifier: Apache-2.0
import {isIP} from 'node:net';
import type {IstioSpecs} from '../../api/istio-types.js';
import type {Pod} from '../model/mesh.js';
import type {MeshObject} from '../model/object.js';
import type {Endpoint} from '../model/service.js';
import {labelledLocality, withPlace} from './locality.js';

/** The one cluster of files. */
export const CLUSTER_ID = 'Kubernetes';

/** Of a WorkloadEntry that was registered by its proxy: the WorkloadGroup. */
const GROUP = 'istio.io/autoRegistrationGroup';

const TLS_MODE = 'security.istio.io/tlsMode';

/** A pod or a WorkloadEntry, before it is known which port of which service is meant. */
export interface Workload {
  name: string;
  namespace: string;
  kind: 'Pod' | 'WorkloadEntry';
  endpoint: Omit<Endpoint, 'port' | 'portName'>;
  /** Ports by name. */
  ports: Readonly<Record<string, number>>;
  /** Its address is a host or a socket: a Kubernetes Service cannot have it as an endpoint. */
  dnsOnly: boolean;
}

/** What all workloads of the mesh have in common. */
export interface Place {
  trustDomain: string;
  locality(pod: Pod): string;
}

/** Returns a pod as a workload. */
export function podWorkload(pod: Pod, place: Place): Workload {
  const locality = place.locality(pod);
  const network = pod.labels['topology.istio.io/network'] ?? '';
  return {
    name: pod.name,
    namespace: pod.namespace,
    kind: 'Pod',
    endpoint: {
      addresses: pod.addresses.slice(0, 1),
      labels: withPlace(pod.labels, {clusterId: CLUSTER_ID, locality, node: pod.nodeName, network}),
      namespace: pod.namespace,
      serviceAccount: `spiffe://${place.trustDomain}/ns/${pod.namespace}/sa/${pod.serviceAccount}`,
      locality,
      tlsMode: tlsMode(pod.labels[TLS_MODE] ?? ''),
      health: 'healthy',
      network,
      nodeName: pod.nodeName,
      workloadName: pod.workloadName,
      ...(pod.hostName !== undefined && {hostName: pod.hostName, subdomain: pod.subdomain ?? ''}),
    },
    ports: Object.fromEntries(
      // Of two ports of a name the first counts.
      pod.containerPorts
        .toReversed()
        .flatMap(({name, port, protocol}) => (name && protocol === 'TCP' ? [[name, port]] : [])),
    ),
    dnsOnly: false,
  };
}

type WorkloadEntrySpec = IstioSpecs['WorkloadEntry'];

/** Returns a WorkloadEntry, or an endpoint of a ServiceEntry, as a workload (istio.io, "Workload Entry"). */
export function entryWorkload(
  {name, namespace, labels: own, annotations}: Pick<MeshObject, 'name' | 'namespace' | 'labels' | 'annotations'>,
  spec: WorkloadEntrySpec,
  place: Place,
): Workload {
  const labels = {...spec.labels, ...own};
  const locality = spec.locality || labelledLocality(labels);
  const network = spec.network ?? '';
  const address = spec.address ?? '';
  return {
    name,
    namespace,
    kind: 'WorkloadEntry',
    endpoint: {
      addresses: [address],
      labels: withPlace(labels, {clusterId: CLUSTER_ID, locality, node: '', network}),
      namespace,
      serviceAccount: spec.serviceAccount
        ? `spiffe://${place.trustDomain}/ns/${namespace}/sa/${spec.serviceAccount}`
        : '',
      locality,
      ...(spec.weight && {weight: spec.weight}),
      tlsMode: tlsMode(labels[TLS_MODE] ?? (spec.serviceAccount ? 'istio' : '')),
      health: 'unknown',
      network,
      nodeName: '',
      workloadName: annotations[GROUP] ?? own['service.istio.io/workload-name'] ?? name,
    },
    ports: spec.ports ?? {},
    dnsOnly: address !== '' && isIP(address) === 0,
  };
}

/** Whether a workload takes mutual TLS: what is neither said nor `istio` does not. */
function tlsMode(label: string): Endpoint['tlsMode'] {
  return label === 'istio' ? 'istio' : 'disabled';
}
