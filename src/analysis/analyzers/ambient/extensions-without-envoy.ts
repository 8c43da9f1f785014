// SPDX-License-Identifier: Apache-2.0

import {DATA_PLANE, dataPlaneOf} from '../../index/ambient.js';
import {type EnvoyRole, envoyRole, hasEnvoys} from '../../index/envoys.js';
import {labelOf, selectorText} from '../../index/labels.js';
import {type PodLike, workloadsOf} from '../../index/pods.js';
import {waypointOf} from '../../index/waypoints.js';
import type {Labels} from '../../model/kubernetes.js';
import {type Message, message} from '../../model/message.js';
import type {Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

/** What only an Envoy reads. */
const KINDS = ['WasmPlugin', 'TrafficExtension', 'EnvoyFilter', 'Telemetry'] as const;

type Extension = Resource<(typeof KINDS)[number]>;

const TARGETS = 'Attach it to a waypoint with targetRefs.';
const LABEL = 'Label the namespace istio.io/use-waypoint.';

/**
 * Extensions and telemetry for workloads of ambient mode, none of which has an Envoy. A waypoint reads of them only what
 * names it in targetRefs, and telemetry of whole namespaces (istio.io, "Extend waypoints with WebAssembly plugins").
 */
export function* extensionsWithoutEnvoy(resources: Resources): Generator<Message> {
  for (const kind of KINDS) {
    for (const extension of resources.all(kind)) {
      if (extension.unplaced || extension.namespace === resources.meshConfig.rootNamespace) continue;
      if (hasTargets(extension)) continue;
      const reason = reasonOf(extension, resources);
      if (reason === undefined) continue;
      const forNamespace = Object.keys(selectorOf(extension)).length === 0;
      const remedy = kind === 'Telemetry' && forNamespace ? LABEL : TARGETS;
      yield message('ISTX113', extension, [extension.kind, reason, remedy], ['metadata', 'name']);
    }
  }
}

function hasTargets({spec}: Extension): boolean {
  const {targetRef, targetRefs = []} = spec as {targetRef?: object; targetRefs?: object[]};
  return targetRef !== undefined || targetRefs.length > 0;
}

/** Why no Envoy reads it; undefined where one may. */
function reasonOf(extension: Extension, resources: Resources): string | undefined {
  const selector = selectorOf(extension);
  const {namespace} = extension;
  if (Object.keys(selector).length > 0) {
    const pods = workloadsOf(resources).selected(selector, namespace);
    const text = `no pod with the labels ${selectorText(selector)} has an Envoy`;
    return pods.length > 0 && pods.every((pod) => isAmbient(pod, resources)) ? text : undefined;
  }
  const labels = resources.find('Namespace', '', namespace)?.labels ?? {};
  if (labelOf(labels, DATA_PLANE) !== 'ambient') return undefined;
  const roles: EnvoyRole[] = ['sidecar', 'gateway', 'gateway-api'];
  if (extension.kindName === 'Telemetry') {
    if (hasEnvoys('waypoint', [namespace], resources) || hasServedHosts(namespace, resources)) return undefined;
  }
  return roles.some((role) => hasEnvoys(role, [namespace], resources))
    ? undefined
    : `no pod of namespace "${namespace}" has an Envoy`;
}

function selectorOf(extension: Extension): Labels {
  const {selector, workloadSelector} = extension.spec as {
    selector?: {matchLabels?: Labels};
    workloadSelector?: {labels?: Labels};
  };
  return (extension.kindName === 'EnvoyFilter' ? workloadSelector?.labels : selector?.matchLabels) ?? {};
}

function isAmbient(pod: PodLike, resources: Resources): boolean {
  return dataPlaneOf(pod, resources) === 'ambient' && envoyRole(pod, resources) === undefined;
}

/** Whether a waypoint, of whatever namespace, serves something of the namespace. */
function hasServedHosts(namespace: string, resources: Resources): boolean {
  const labels = resources.find('Namespace', '', namespace)?.labels ?? {};
  if (waypointOf({labels, namespace}, resources)) return true;
  return (['Service', 'ServiceEntry'] as const).some((kind) =>
    resources.inNamespace(kind, namespace).some((resource: Resource) => waypointOf(resource, resources) !== undefined),
  );
}
