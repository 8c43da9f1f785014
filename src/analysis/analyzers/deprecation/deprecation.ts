// SPDX-License-Identifier: Apache-2.0

import type {Analyze} from '../../model/analyzer.js';
import {message} from '../../model/message.js';

const REMOVED_KINDS = ['ClusterRbacConfig', 'RbacConfig', 'ServiceRole', 'ServiceRoleBinding'];

/** Fields and kinds that are on their way out (§3.9). */
export const deprecation: Analyze = function* (resources) {
  for (const service of resources.all('VirtualService')) {
    for (const {fault} of service.spec.http ?? []) {
      if ((fault?.delay?.percent ?? 0) <= 0) continue;
      yield message('IST0002', service, [
        'HTTPRoute.fault.delay.percent is deprecated; use HTTPRoute.fault.delay.percentage',
      ]);
    }
  }
  for (const sidecar of resources.all('Sidecar')) {
    if (!sidecar.spec.outboundTrafficPolicy?.egressProxy) continue;
    yield message('IST0002', sidecar, ['OutboundTrafficPolicy.EgressProxy ignored']);
  }
  for (const definition of resources.all('CustomResourceDefinition')) {
    const {group, names: {kind = ''} = {}} = definition.spec;
    if (group !== 'rbac.istio.io' || !REMOVED_KINDS.includes(kind)) continue;
    yield message('IST0002', definition, [`Custom resource type rbac.istio.io ${kind} is removed`]);
  }
};
