// SPDX-License-Identifier: Apache-2.0

import {DATA_PLANE, dataPlaneOf} from '../../index/ambient.js';
import {type HostDefinition, hostDefinitions} from '../../index/hosts/known-hosts.js';
import {labelOf} from '../../index/labels.js';
import {workloadsOf} from '../../index/pods.js';
import {waypointOf} from '../../index/waypoints.js';
import {fullName, isKind} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

/**
 * Returns the object that defines a host as `Kind namespace/name`, if the host is surely of ambient mode and without a
 * waypoint; undefined if a waypoint serves it, if an Envoy may stand before it, or if the host is unknown.
 */
export function unservedHost(namespace: string, host: string, resources: Resources): string | undefined {
  const definitions = hostDefinitions(resources).named(namespace, host);
  const [first] = definitions;
  if (!first || first.host.startsWith('*')) return undefined;
  const unserved = definitions.every(
    (definition) => isAmbient(definition, resources) && !waypointOf(definition.resource, resources),
  );
  return unserved ? `${first.resource.kind} ${fullName(first.resource)}` : undefined;
}

function isAmbient({resource}: HostDefinition, resources: Resources): boolean {
  // Labels of an unknown namespace may name a waypoint.
  const home = resources.find('Namespace', '', resource.namespace);
  if (!home || resource.unplaced) return false;
  const selector = isKind(resource, 'Service') ? (resource.spec.selector ?? {}) : {};
  const pods = Object.keys(selector).length > 0 ? workloadsOf(resources).selected(selector, resource.namespace) : [];
  if (pods.length > 0) return pods.every((pod) => dataPlaneOf(pod, resources) === 'ambient');
  return labelOf(home.labels, DATA_PLANE) === 'ambient';
}
