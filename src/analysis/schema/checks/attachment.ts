// SPDX-License-Identifier: Apache-2.0

import type {TargetReference, WorkloadSelector} from '../../../api/istio-types.js';
import {error, type Problems, warning} from '../problem.js';
import {selectorLabels} from './labels.js';

/** A selector by matchLabels. */
export function* selector(given: WorkloadSelector | undefined): Problems {
  if (!given) return;
  const {matchLabels = {}} = given;
  yield* selectorLabels(matchLabels);
  if (Object.keys(matchLabels).length === 0) yield warning('workload selector specified without labels');
}

const TARGETS = [
  ['', 'Service', 'core/v1/Service'],
  ['networking.istio.io', 'ServiceEntry', 'networking.istio.io/v1/ServiceEntry'],
  ['gateway.networking.k8s.io', 'Gateway', 'gateway.networking.k8s.io/v1/Gateway'],
  ['gateway.networking.k8s.io', 'GatewayClass', 'gateway.networking.k8s.io/v1/GatewayClass'],
] as const;

export function* targetReference(target: TargetReference): Problems {
  const {group = '', kind = '', name, namespace} = target;
  if (!name) yield error('targetRef name must be set');
  if (namespace) yield error('targetRef namespace must not be set; cross namespace referencing is not supported');
  if (TARGETS.some(([knownGroup, knownKind]) => (group === 'core' ? '' : group) === knownGroup && kind === knownKind))
    return;
  const known = TARGETS.map(([, , text]) => text).join(' ');
  yield error(`targetRef must be to one of [${known}] but was ${group}/${kind}`);
}

/** What a policy attaches to: by one of the three ways. */
export interface Attached {
  selector?: WorkloadSelector | undefined;
  targetRef?: TargetReference | undefined;
  targetRefs?: TargetReference[] | undefined;
}

export function* attachment(spec: Attached): Problems {
  const given = [spec.selector, spec.targetRef, spec.targetRefs?.length ? spec.targetRefs : undefined];
  if (given.filter((way) => way !== undefined).length > 1) {
    yield error('only one of targetRefs or workloadSelector can be set');
  }
  yield* selector(spec.selector);
  if (spec.targetRef) yield* targetReference(spec.targetRef);
  for (const target of spec.targetRefs ?? []) yield* targetReference(target);
}

/** A selector of Sidecar, ServiceEntry and EnvoyFilter; `what` begins the warning. */
export function* workloadLabels(
  what: string,
  given: {labels?: Readonly<Record<string, string>> | undefined} | undefined,
): Problems {
  if (!given) return;
  yield* selectorLabels(given.labels);
  if (Object.keys(given.labels ?? {}).length === 0) {
    yield warning(`${what}: workload selector specified without labels, will be applied to all services in namespace`);
  }
}
