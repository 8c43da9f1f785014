// SPDX-License-Identifier: Apache-2.0
import type {Pod} from '../model/mesh.js';
import type {MeshObject} from '../model/object.js';
import type {PodFields} from './kubernetes.js';

/** Names the workload where the name of its owner does not. */
const WORKLOAD_NAME = 'service.istio.io/workload-name';

/** Returns what istiod knows of a Pod. */
export function readPod({name, namespace, labels, annotations, age, spec: fields}: MeshObject<PodFields>): Pod {
  const {spec = {}, status = {}, metadata = {}} = fields;
  const addresses = status.podIPs?.flatMap(({ip}) => ip ?? []) ?? [];
  const all = addresses.length > 0 ? addresses : status.podIP ? [status.podIP] : [];
  const proxyRole = roleOfProxy(spec);
  const hostName = spec.subdomain ? spec.hostname || name : undefined;
  return {
    name,
    namespace,
    labels,
    annotations,
    serviceAccount: spec.serviceAccountName || 'default',
    nodeName: spec.nodeName ?? '',
    addresses: all,
    ready: status.conditions?.some(({type, status: holds}) => type === 'Ready' && holds === 'True') ?? false,
    containerPorts: containerPorts(spec),
    ...(proxyRole !== undefined && {proxyRole}),
    workloadName: labels[WORKLOAD_NAME] ?? workloadName(name, labels, metadata),
    ...(hostName !== undefined && {hostName, subdomain: spec.subdomain ?? ''}),
    alive:
      all.length > 0 &&
      !['Failed', 'Succeeded'].includes(status.phase ?? '') &&
      metadata.deletionTimestamp === undefined,
    age,
  };
}

/** Returns the word behind `proxy` in the arguments of the container that every proxy of Istio has. */
function roleOfProxy({containers = [], initContainers = []}: NonNullable<PodFields['spec']>): string | undefined {
  const args = [...initContainers, ...containers].find(({name}) => name === 'istio-proxy')?.args ?? [];
  return args[0] === 'proxy' ? args[1] : undefined;
}

/** Ports of containers that run as long as the pod does. */
function containerPorts({containers = [], initContainers = []}: NonNullable<PodFields['spec']>): Pod['containerPorts'] {
  const running = [...containers, ...initContainers.filter(({restartPolicy}) => restartPolicy === 'Always')];
  return running
    .flatMap(({ports = []}) => ports)
    .map(({name, containerPort = 0, protocol = 'TCP'}) => ({
      ...(name !== undefined && {name}),
      port: containerPort,
      protocol,
    }));
}

/** A Pod is called after what made it: ReplicaSets after their Deployment or Rollout, Jobs of a CronJob after that. */
function workloadName(
  name: string,
  labels: Readonly<Record<string, string>>,
  metadata: NonNullable<PodFields['metadata']>,
): string {
  const owner = metadata.generateName ? metadata.ownerReferences?.find(({controller}) => controller) : undefined;
  if (!owner?.name) return name;
  for (const label of ['pod-template-hash', 'rollouts-pod-template-hash']) {
    const hash = labels[label];
    if (owner.kind === 'ReplicaSet' && hash && owner.name.endsWith(hash)) return withoutEnd(owner.name, `-${hash}`);
  }
  if (owner.kind === 'ReplicationController' && labels['deploymentconfig']) return labels['deploymentconfig'];
  if (owner.kind === 'Job') return owner.name.replace(/^(.+)-\d{8,10}$/, '$1');
  return owner.name;
}

function withoutEnd(text: string, end: string): string {
  return text.endsWith(end) ? text.slice(0, -end.length) : text;
}
