// SPDX-License-Identifier: Apache-2.0
import {part, parts, selects, text, texts} from '../../describe/objects.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {quantity} from '../../quantity.js';
import {eventsAbout} from '../facts/facts.js';
import {destinationRules} from '../facts/hosts.js';
import {
  containersOf,
  isReady,
  kindAndName,
  namespaceOf,
  newestFirst,
  objectName,
  podsOfService,
  serviceSelector,
  templateLabels,
  workloadsSelected,
} from '../facts/objects.js';
import {changeOf, ownerOf} from '../facts/owner.js';
import type {Scene} from '../facts/scene.js';
import {type Cause, hasFlag, holds, not} from './cause.js';

/** Whether Envoy had no endpoint to send the request to. */
export function lacksEndpoint(scene: Scene): boolean {
  const {entry} = scene;
  return hasFlag(scene, 'UH') || entry.detail === 'no_healthy_upstream' || /no healthy upstream/i.test(entry.detail);
}

export const SUBSET_EMPTY: Cause = {
  id: 'subset-empty',
  title: 'no pod has the labels of the subset',
  doc: `A subset of a DestinationRule takes the pods of the Service that have its labels too. Where none has them, the cluster
of the subset has no endpoints: 503 with UH.`,
  needs: ['objects'],
  judge(scene) {
    if (!lacksEndpoint(scene)) return undefined;
    const {cluster, destination, facts, namespace} = scene;
    if (!cluster || cluster.subset === '') return not('the cluster is not one of a subset');
    const rules = destinationRules(facts.objects, cluster.host, {client: namespace, root: facts.mesh.rootNamespace});
    for (const rule of rules) {
      const subsets = parts(rule['spec'], 'subsets');
      const index = subsets.findIndex((each) => text(each, 'name') === cluster.subset);
      if (index < 0) continue;
      const labels = texts(subsets[index], 'labels');
      const pods = destination?.service ? podsOfService(facts.objects, destination.service) : [];
      const taken = pods.filter((pod) => selects(labels, pod.metadata.labels ?? {}));
      if (taken.length > 0)
        return not(`${quantity(taken.length, 'pod has', 'pods have')} the labels of subset ${cluster.subset}`);
      const wanted = labelText(labels);
      const key = Object.keys(labels).find((name) => pods.some((pod) => pod.metadata.labels?.[name] !== labels[name]));
      const values = key === undefined ? [] : [...new Set(pods.map((pod) => pod.metadata.labels?.[key] ?? 'none'))];
      if (pods.length === 0) return not('the Service itself has no pods');
      return holds(
        `subset ${cluster.subset} of ${kindAndName(rule)} selects ${wanted}, and no pod of ${cluster.host} has that label`,
        [
          `spec.subsets[${index}].labels is ${wanted}`,
          key === undefined
            ? undefined
            : `${key} of the ${quantity(pods.length, 'pod')} of the Service: ${values.join(', ')}`,
        ],
        `correct the labels of subset ${cluster.subset}, or send to another subset`,
        [changeOf(rule, `spec.subsets[${index}].labels`)],
      );
    }
    return not(`no DestinationRule defines subset ${cluster.subset}`);
  },
};

function labelText(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ');
}

export const SCALED_TO_ZERO: Cause = {
  id: 'scaled-to-zero',
  title: 'the workload behind the Service is scaled to zero',
  doc: `The Service selects pods that a Deployment or StatefulSet would make, but that has no replicas. A HorizontalPodAutoscaler
or KEDA may have done it.`,
  needs: ['objects'],
  judge(scene) {
    if (!lacksEndpoint(scene)) return undefined;
    const {service} = scene.destination ?? {};
    const selector = service && serviceSelector(service);
    if (!service || !selector) return undefined;
    const {objects} = scene.facts;
    const pods = podsOfService(objects, service);
    if (pods.length > 0) return not(`Service ${objectName(service)} selects ${quantity(pods.length, 'pod')}`);
    const workloads = workloadsSelected(objects, namespaceOf(service), selector);
    const idle = workloads.filter((workload) => part(workload, 'spec')['replicas'] === 0);
    const [first] = idle;
    if (!first) return not('no workload of the Service is scaled to zero');
    const event = eventsAbout(scene.facts, first.kind, namespaceOf(first), first.metadata.name)[0];
    return holds(
      `Service ${objectName(service)} has no endpoints: ${kindAndName(first)} is scaled to 0, so there is no pod with ${labelText(selector)}`,
      [
        `spec.replicas of ${kindAndName(first)} is 0`,
        `no pod in namespace ${namespaceOf(service)} has ${labelText(selector)}`,
        event && `event: ${String(event['message'])}`,
      ],
      `kubectl scale ${first.kind.toLowerCase()}/${first.metadata.name} -n ${namespaceOf(first)} --replicas=1`,
      idle.map((workload) => changeOf(workload, 'spec.replicas')),
    );
  },
};

export const SELECTOR_WITHOUT_PODS: Cause = {
  id: 'selector-without-pods',
  title: 'the selector of the Service matches no pod',
  doc: `A Service takes the pods of its namespace that have all labels of its selector. Where a label was renamed on one side
only, it has no endpoints.`,
  needs: ['objects'],
  judge(scene) {
    if (!lacksEndpoint(scene)) return undefined;
    const {service} = scene.destination ?? {};
    const selector = service && serviceSelector(service);
    if (!service || !selector) return undefined;
    const {objects} = scene.facts;
    if (podsOfService(objects, service).length > 0) return not(`Service ${objectName(service)} selects pods`);
    const home = namespaceOf(service);
    if (workloadsSelected(objects, home, selector).length > 0) return not('a workload makes pods with the labels');
    const near = nearestWorkload(scene, home, selector);
    return holds(
      `Service ${objectName(service)} has no endpoints: no pod in namespace ${home} has ${labelText(selector)}`,
      [
        `spec.selector of Service ${objectName(service)} is ${labelText(selector)}`,
        near && `nearest: ${kindAndName(near)} makes pods with ${labelText(templateLabels(near))}`,
      ],
      `correct spec.selector of Service ${objectName(service)}, or the labels of the pods`,
      [changeOf(service, 'spec.selector')],
    );
  },
};

/** A workload that shares labels, or has the name of the Service. */
function nearestWorkload(
  {facts, destination}: Scene,
  home: string,
  selector: Record<string, string>,
): KubeObject | undefined {
  const name = destination?.service?.metadata.name ?? '';
  const workloads = ['Deployment', 'StatefulSet', 'DaemonSet'].flatMap((kind) => facts.objects.in(kind, home));
  const shared = (workload: KubeObject) =>
    Object.entries(selector).filter(([key, value]) => templateLabels(workload)[key] === value).length;
  const sorted = workloads.toSorted((a, b) => shared(b) - shared(a));
  return (
    sorted.find((workload) => shared(workload) > 0) ?? workloads.find(({metadata}) => metadata.name.startsWith(name))
  );
}

export const PODS_NOT_READY: Cause = {
  id: 'pods-not-ready',
  title: 'no pod of the Service is ready',
  doc: `Only pods whose containers are all ready get requests. The readiness probe, a container that crashes, an image that
cannot be pulled and a pod that cannot be scheduled keep it from that; conditions and events of the pod say which.`,
  needs: ['objects'],
  judge(scene) {
    if (!lacksEndpoint(scene)) return undefined;
    const {service} = scene.destination ?? {};
    if (!service) return undefined;
    const {objects} = scene.facts;
    const all = podsOfService(objects, service);
    const {cluster} = scene;
    const pods = cluster?.subset ? inSubset(scene, all) : all;
    if (pods.length === 0) return not('there is no pod that could be ready');
    const ready = pods.filter(isReady);
    if (ready.length > 0)
      return not(
        `${ready.length} of ${quantity(pods.length, 'pod')} of ${objectName(service)} ${ready.length === 1 ? 'is' : 'are'} ready`,
      );
    const [pod] = newestFirst(pods);
    if (!pod) return undefined;
    const owner = ownerOf(objects, pod);
    const {why, field} = unready(scene, pod);
    const count = pods.length === 1 ? `its only pod ${pod.metadata.name} is` : `none of its ${pods.length} pods is`;
    return holds(
      `Service ${objectName(service)} has no ready endpoints: ${count} not ready${why === '' ? '' : ` (${why})`}`,
      [
        ...parts(pod['status'], 'conditions')
          .filter((each) => text(each, 'type') === 'Ready')
          .map(
            (each) =>
              `condition Ready of pod ${objectName(pod)} is ${text(each, 'status')}: ${text(each, 'message') || text(each, 'reason')}`,
          ),
        ...eventsAbout(scene.facts, 'Pod', namespaceOf(pod), pod.metadata.name)
          .filter((event) => event['type'] === 'Warning')
          .slice(0, 2)
          .map((event) => `event: ${String(event['reason'])}: ${String(event['message'])}`),
        probeProof(pod),
      ],
      `make the pods of ${owner.kind} ${owner.name} ready: ${why || `kubectl describe pod ${pod.metadata.name} -n ${namespaceOf(pod)}`}`,
      [{...owner, field}],
    );
  },
};

function inSubset({facts, cluster, namespace}: Scene, pods: readonly KubeObject[]): KubeObject[] {
  const rules = destinationRules(facts.objects, cluster?.host ?? '', {
    client: namespace,
    root: facts.mesh.rootNamespace,
  });
  const subset = rules
    .flatMap((rule) => parts(rule['spec'], 'subsets'))
    .find((each) => text(each, 'name') === cluster?.subset);
  return pods.filter((pod) => selects(texts(subset, 'labels'), pod.metadata.labels ?? {}));
}

/** Why a pod is not ready, and the field that decides. */
function unready({facts}: Scene, pod: KubeObject): {why: string; field: string} {
  const statuses = [...parts(pod['status'], 'containerStatuses'), ...parts(pod['status'], 'initContainerStatuses')];
  for (const status of statuses) {
    const waiting = part(status, 'state', 'waiting');
    const name = text(status, 'name');
    if (text(waiting, 'reason') !== '' && text(waiting, 'reason') !== 'PodInitializing') {
      const field = /image/i.test(text(waiting, 'reason')) ? 'image' : '';
      return {
        why: `container ${name}: ${text(waiting, 'reason')}`,
        field: `${containerField(pod, name)}${field && `.${field}`}`,
      };
    }
  }
  const failing = statuses.find(
    (status) => status['ready'] === false && part(status, 'state', 'running')['startedAt'] !== undefined,
  );
  const probed = failing && containersOf(pod).find((each) => text(each, 'name') === text(failing, 'name'));
  if (probed && probed['readinessProbe'] !== undefined) {
    const name = text(probed, 'name');
    return {
      why: `the readiness probe of container ${name} fails`,
      field: `${containerField(pod, name)}.readinessProbe`,
    };
  }
  const event = eventsAbout(facts, 'Pod', namespaceOf(pod), pod.metadata.name).find(
    (each) => each['type'] === 'Warning',
  );
  if (text(pod['status'], 'phase') === 'Pending')
    return {why: event ? String(event['message']) : 'it is pending', field: 'spec.template.spec'};
  return {why: '', field: 'spec.template.spec.containers'};
}

function containerField(pod: KubeObject, name: string): string {
  const own = parts(pod['spec'], 'containers').findIndex((each) => text(each, 'name') === name);
  return own >= 0 ? `spec.template.spec.containers[${own}]` : 'spec.template.spec.initContainers';
}

function probeProof(pod: KubeObject): string | undefined {
  const probe = parts(pod['spec'], 'containers').find((each) => each['readinessProbe'] !== undefined)?.[
    'readinessProbe'
  ];
  return probe === undefined ? undefined : `readinessProbe is ${JSON.stringify(probe)}`;
}
