// SPDX-License-Identifier: Apache-2.0
import {hasLabels} from '../analysis/index/labels.js';
import {policyTargets} from '../analysis/index/policies.js';
import {INJECT, injectionWish} from '../analysis/index/workloads.js';
import type {Resources} from '../analysis/model/resources.js';
import {type Finding, finding} from './finding.js';
import {sidecarPods} from './sidecar-pods.js';

/** What changes with the move and keeps nobody from it. */
export function notes(namespace: string, resources: Resources, needsWaypoint: boolean): Finding[] {
  const home = {kind: 'Namespace', namespace: '', name: namespace};
  const past = needsWaypoint
    ? [finding(home, 'clients that still have a sidecar go past its waypoint: move their namespaces first')]
    : [];
  const limits = resources
    .inNamespace('Sidecar', namespace)
    .map((each) => finding(each, 'loses its effect: all services can be reached, and no proxy holds them in memory'));
  const disabled = resources
    .inNamespace('PeerAuthentication', namespace)
    .filter(({spec: {mtls, portLevelMtls = {}}}) =>
      [mtls, ...Object.values(portLevelMtls)].some((each) => each?.mode === 'DISABLE'),
    )
    .map((each) => finding(each, 'DISABLE counts as PERMISSIVE: ztunnels always speak mutual TLS to each other'));
  const telemetry = resources
    .inNamespace('Telemetry', namespace)
    .filter((each) => policyTargets(each).length === 0)
    .map((each) => finding(each, 'tells of requests only where a waypoint is; ztunnel tells of connections'));
  const machines = resources
    .inNamespace('WorkloadGroup', namespace)
    .map((each) => finding(each, 'its machines keep their sidecars'));
  return [...past, ...limits, ...disabled, ...telemetry, ...machines, ...labelledPods(namespace, resources)];
}

/** Pods that ask for sidecars themselves; of those that a workload makes, the workload. */
function labelledPods(namespace: string, resources: Resources): Finding[] {
  const asking = sidecarPods(namespace, resources).filter((pod) => injectionWish(pod) === 'true');
  const workloads = asking.filter(({resource}) => resource.kindName !== 'Pod');
  const alone = asking.filter(
    ({resource, labels}) => resource.kindName === 'Pod' && !workloads.some((each) => hasLabels(labels, each.labels)),
  );
  return [...workloads, ...alone].map(({resource}) =>
    finding(resource, `take ${INJECT} off its pods: they would get a sidecar again`),
  );
}
