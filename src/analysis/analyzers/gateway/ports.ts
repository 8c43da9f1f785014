// SPDX-License-Identifier: Apache-2.0

import {hasLabels, selectorText} from '../../labels.js';
import {type Message, message} from '../../message.js';
import type {Resource} from '../../resource.js';
import type {Resources} from '../../resources.js';
import {selectedPods, selectorNotFound, selectorPath} from './selected-pods.js';

/** Ports of gateways that no Service of their pods leads to (spec §3.12). */
export function* gatewayPorts(resources: Resources): Generator<Message> {
  for (const gateway of resources.all('Gateway')) {
    const pods = selectedPods(gateway, resources);
    if (pods.length === 0) {
      yield selectorNotFound(gateway);
      continue;
    }
    const served = servedPorts(pods, resources);
    for (const {port} of gateway.spec.servers ?? []) {
      if (!port || served.has(port.number ?? 0)) continue;
      const selector = selectorText(gateway.spec.selector);
      yield message('IST0162', gateway, [port.number ?? 0, selector], selectorPath(gateway));
    }
  }
}

function servedPorts(pods: readonly Resource<'Pod'>[], resources: Resources): Set<number> {
  const services = pods.flatMap(({namespace, labels}) =>
    resources.inNamespace('Service', namespace).filter(({spec}) => hasLabels(labels, spec.selector)),
  );
  const served = new Set<number>();
  for (const {protocol, port = 0, targetPort} of new Set(services.flatMap(({spec}) => spec.ports ?? []))) {
    if (protocol !== 'TCP') continue;
    served.add(port);
    if (typeof targetPort === 'number') served.add(targetPort);
  }
  return served;
}
