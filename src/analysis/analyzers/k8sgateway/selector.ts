// SPDX-License-Identifier: Apache-2.0

import {hasLabels} from '../../index/labels.js';
import {type Message, message} from '../../model/message.js';
import type {Resources} from '../../model/resources.js';

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/** Policies that select pods of Kubernetes' gateways, to which only target references attach (spec §3.19). */
export function* kubernetesGatewaySelectors(resources: Resources): Generator<Message> {
  for (const kind of ['AuthorizationPolicy', 'RequestAuthentication', 'Telemetry', 'WasmPlugin'] as const) {
    for (const policy of resources.all(kind)) {
      const {selector, targetRef} = policy.spec;
      if (!selector || targetRef) continue;
      for (const {labels} of resources.inNamespace('Pod', policy.namespace)) {
        const gateway = labels[GATEWAY_NAME];
        if (gateway === undefined || !hasLabels(labels, selector.matchLabels)) continue;
        yield message('IST0166', policy, [gateway]);
      }
    }
  }
}
