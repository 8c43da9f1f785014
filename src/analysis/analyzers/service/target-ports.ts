// SPDX-License-Identifier: Apache-2.0

import {envoyRole} from '../../index/envoys.js';
import {hasLabels} from '../../index/labels.js';
import {type PodLike, workloadsOf} from '../../index/pods.js';
import {containersOf, namedPort} from '../../index/target-port.js';
import {PROXY} from '../../index/workloads.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

/** Ports of Services that no container of their pods has: without a name there are no endpoints. */
export function* targetPorts(resources: Resources): Generator<Message> {
  for (const service of resources.all('Service')) {
    const pods = selectedPods(service, resources);
    const [first] = pods;
    if (!first) continue;
    const workload = `${first.resource.kind} "${fullName(first.resource)}"`;
    for (const [i, {port = 0, targetPort = port}] of (service.spec.ports ?? []).entries()) {
      const path = ['spec', 'ports', i, 'targetPort'];
      if (typeof targetPort === 'string' && !/^\d+$/.test(targetPort)) {
        if (areSure(pods, resources) && lacksName(pods, targetPort))
          yield message('ISTX603', service, [port, targetPort, workload], path);
      } else if (lacksNumber(pods, Number(targetPort)) && !pods.some((pod) => isGateway(pod, resources))) {
        yield message('ISTX604', service, [port, Number(targetPort), workload], path);
      }
    }
  }
}

/** Kinds whose pods do something and end: labels that they share with servers do not make them servers. */
const TASKS = new Set(['Job', 'CronJob']);

/** Whether these are the pods behind the Service: others may be made of what is not here where these take no connections. */
function areSure(pods: readonly PodLike[], resources: Resources): boolean {
  const listAny = pods.some((pod) => containersOf(pod).some(({ports = []}) => ports.length > 0));
  return listAny || resources.knowsAll('Pod');
}

/** The pods behind a Service; none where one of them is of a kind whose containers others choose. */
function selectedPods({namespace, unplaced, spec}: Resource<'Service'>, resources: Resources): readonly PodLike[] {
  const {type, selector = {}} = spec;
  if (type === 'ExternalName' || Object.keys(selector).length === 0) return [];
  const pods = workloadsOf(resources)
    .selected(selector, namespace)
    // What is implied of a controller with containers is here as that controller, too.
    .filter(({resource, spec: {containers = []}}) => !TASKS.has(resource.kind) && !(resource.implied && containers[0]));
  const sure = pods.every(
    ({resource, spec: {containers = []}}) =>
      containers.length > 0 && (resource.unplaced ?? false) === (unplaced ?? false) && !isInjected(containers),
  );
  return sure ? pods : [];
}

/** Whether a container waits for what the injector fills in. */
function isInjected(containers: readonly {name?: string; image?: string}[]): boolean {
  return containers.some(({name, image}) => name === PROXY && (!image || image === 'auto'));
}

/** Whether a proxy listens in the pod on the ports of Gateways, which its container does not list. */
function isGateway(pod: PodLike, resources: Resources): boolean {
  const role = envoyRole(pod, resources);
  if (role !== undefined && role !== 'sidecar') return true;
  return resources.all('Gateway').some(({spec: {selector = {}}}) => {
    return Object.keys(selector).length > 0 && hasLabels(pod.labels, selector);
  });
}

/** Names of ports that the injector adds. */
const ADDED = new Set(['http-envoy-prom']);

function lacksName(pods: readonly PodLike[], name: string): boolean {
  return !ADDED.has(name) && pods.every((pod) => namedPort(pod, name) === undefined);
}

/** Ports that sidecars listen on. */
const isOfSidecar = (port: number) => port >= 15_000 && port <= 15_099;

/** Containers need not list their ports: it counts only where all of them do. */
function lacksNumber(pods: readonly PodLike[], port: number): boolean {
  if (port === 0 || isOfSidecar(port)) return false;
  return pods.every((pod) => {
    const listed = (pod.spec.containers ?? []).filter(({name}) => name !== PROXY).map(({ports = []}) => ports);
    const isComplete = listed.length > 0 && listed.every((ports) => ports.length > 0);
    return (
      isComplete && !containersOf(pod).some(({ports = []}) => ports.some(({containerPort}) => containerPort === port))
    );
  });
}
