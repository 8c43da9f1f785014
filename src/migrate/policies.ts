// SPDX-License-Identifier: Apache-2.0

import {hasLabels} from '../analysis/index/labels.js';
import {podsOf} from '../analysis/index/pods.js';
import {policyTargets} from '../analysis/index/policies.js';
import {type WaypointName, waypointOf} from '../analysis/index/waypoints.js';
import {GATEWAY_API} from '../analysis/model/gateway-api.js';
import type {Resource} from '../analysis/model/resource.js';
import type {Resources} from '../analysis/model/resources.js';
import {rulesOf, uncheckedFields} from '../analysis/ztunnel/rules.js';
import {type Finding, finding} from './finding.js';
import {SIDECAR_LABEL} from './sidecar-pods.js';

export type SecurityPolicy = Resource<'AuthorizationPolicy'> | Resource<'RequestAuthentication'>;

/** What a policy is attached to once a waypoint enforces it. */
export interface Target {
  group: string;
  kind: 'Gateway' | 'Service';
  name: string;
}

/** A policy that a waypoint is to enforce in place of sidecars. */
export interface MovedPolicy {
  policy: SecurityPolicy;
  /** What of it ztunnel cannot judge, or would judge by the waypoint instead of the client. */
  because: string;
  targets: Target[];
}

/** The waypoint of a namespace; where it names none, one like `waypoint apply` makes. */
export function waypointFor(namespace: string, resources: Resources): WaypointName {
  return waypointOf({labels: {}, namespace}, resources) ?? {namespace, name: 'waypoint'};
}

/** Targets that one policy can have. */
const MOST_TARGETS = 16;

/** Policies of a namespace that ztunnel cannot enforce, and where a waypoint can. */
export function layer7Policies(namespace: string, resources: Resources): MovedPolicy[] {
  return moved(namespace, resources, requestReason);
}

/** All that a waypoint has to enforce where there is one: for ztunnel every request comes from the waypoint then. */
export function waypointPolicies(namespace: string, resources: Resources): MovedPolicy[] {
  return moved(namespace, resources, (policy) => requestReason(policy) || clientReason(policy));
}

function moved(namespace: string, resources: Resources, reason: (policy: SecurityPolicy) => string): MovedPolicy[] {
  return sidecarPolicies(namespace, resources).flatMap((policy) => {
    const because = reason(policy);
    return because === '' ? [] : [{policy, because, targets: targetsFor(policy, resources)}];
  });
}

/** Policies that a waypoint would have to enforce and that cannot be attached so that they mean the same. */
export function unmovablePolicies(namespace: string, resources: Resources, hasWaypoint: boolean): Finding[] {
  const own = (hasWaypoint ? waypointPolicies : layer7Policies)(namespace, resources)
    .filter(({targets}) => targets.length === 0 || targets.length > MOST_TARGETS)
    .map(({policy, because}) =>
      finding(
        policy,
        `asks for ${because}, and its selector takes no whole Services that a waypoint could have it for`,
      ),
    );
  const {rootNamespace} = resources.meshConfig;
  const ofMesh = namespace === rootNamespace ? [] : layer7Policies(rootNamespace, resources);
  return [
    ...own,
    ...ofMesh.map(({policy, because}) =>
      finding(
        policy,
        `asks for ${because} in the whole mesh: give waypoints a copy (targetRefs to GatewayClass istio-waypoint), and this one the selector security.istio.io/tlsMode: istio`,
      ),
    ),
  ];
}

function sidecarPolicies(namespace: string, resources: Resources): SecurityPolicy[] {
  return [
    ...resources.inNamespace('AuthorizationPolicy', namespace),
    ...resources.inNamespace('RequestAuthentication', namespace),
  ].filter((policy) => policyTargets(policy).length === 0 && !hasLabels(labelsOf(policy), SIDECAR_LABEL));
}

function labelsOf({spec}: SecurityPolicy): Readonly<Record<string, string>> {
  return spec.selector?.matchLabels ?? {};
}

/** What a policy asks of requests; empty where connections tell all. */
function requestReason(policy: SecurityPolicy): string {
  if (policy.kindName === 'RequestAuthentication') return 'tokens';
  const {action = 'ALLOW'} = policy.spec;
  if (action === 'CUSTOM' || action === 'AUDIT') return `the action ${action}`;
  const fields = rulesOf(policy).flatMap(uncheckedFields);
  return [...new Set(fields.map(({name}) => name))].join(', ');
}

/** What a policy asks of clients; empty where it does not matter who they are. */
function clientReason(policy: SecurityPolicy): string {
  if (policy.kindName === 'RequestAuthentication') return '';
  const names = rulesOf(policy).flatMap(({from = [], when = []}) => [
    ...from.flatMap(({source = {}}) => Object.keys(source)),
    ...when.flatMap(({key = ''}) => (key.startsWith('source.') ? [key] : [])),
  ]);
  return [...new Set(names)].join(', ');
}

/** The waypoint for a policy of all pods, else Services none of whose pods it leaves out, if these are all that it takes. */
function targetsFor(policy: SecurityPolicy, resources: Resources): Target[] {
  const labels = labelsOf(policy);
  const {namespace} = policy;
  const waypoint = waypointFor(namespace, resources);
  if (Object.keys(labels).length === 0 && waypoint.namespace === namespace) {
    return [{group: GATEWAY_API, kind: 'Gateway', name: waypoint.name}];
  }
  const pods = podsOf(resources);
  const services = resources.inNamespace('Service', namespace).filter(({spec: {selector = {}}}) => {
    if (Object.keys(selector).length === 0) return false;
    if (hasLabels(selector, labels)) return true;
    const behind = pods.selected(selector, namespace);
    return behind.length > 0 && behind.every((pod) => hasLabels(pod.labels, labels));
  });
  const taken = pods.selected(labels, namespace);
  const reached = taken.every((pod) => services.some(({spec}) => hasLabels(pod.labels, spec.selector)));
  return reached ? services.map(({name}) => ({group: '', kind: 'Service', name})) : [];
}
