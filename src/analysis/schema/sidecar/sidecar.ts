// SPDX-License-Identifier: Apache-2.0

import type {Specs} from '../../model/resource.js';
import {workloadLabels} from '../checks/attachment.js';
import {fqdnProblem} from '../checks/domain.js';
import {connectionPool} from '../destinationrule/connection-pool.js';
import {type Config, error, type Problems} from '../problem.js';
import {destination} from '../virtualservice/destination.js';
import {egressListeners} from './egress.js';
import {ingressListeners} from './ingress.js';

type Spec = Specs['Sidecar'];

/** The rules of spec §4.5. */
export function* sidecar({namespace, spec}: Config<'Sidecar'>): Problems {
  const selection = [...workloadLabels('sidecar', spec.workloadSelector)];
  yield* selection;
  if (selection.some(({level}) => level === 'Error')) return;
  const {ingress = [], egress = [], outboundTrafficPolicy, inboundConnectionPool} = spec;
  if (ingress.length === 0 && egress.length === 0 && !outboundTrafficPolicy && !inboundConnectionPool) {
    yield error('sidecar: empty configuration provided');
    return;
  }
  yield* ingressListeners(ingress);
  yield* connectionPool(inboundConnectionPool);
  yield* egressListeners(egress, namespace);
  yield* egressProxy(outboundTrafficPolicy);
}

function* egressProxy(policy: Spec['outboundTrafficPolicy']): Problems {
  const proxy = policy?.egressProxy;
  if (!proxy) return;
  if (policy?.mode !== 'ALLOW_ANY') {
    yield error('sidecar: egress_proxy must be set only with ALLOW_ANY outbound_traffic_policy mode');
    return;
  }
  const problem = fqdnProblem(proxy.host ?? '');
  if (problem !== undefined) yield error(problem);
  if (!proxy.port) {
    yield error('sidecar: egress_proxy port must be non-nil');
    return;
  }
  yield* destination(proxy);
}
