// SPDX-License-Identifier: Apache-2.0
import type {Pod} from '../model/mesh.js';
import type {Endpoint, Service} from '../model/service.js';
import {selects} from './selectors.js';
import {targetOf} from './targets.js';
import {type Place, podWorkload} from './workloads.js';

/**
 * Returns the endpoints of a Kubernetes Service whose pods are not written, with the addresses that these have, if any: who they are
 * is known, and counts for TLS.
 */
export function impliedEndpoints(service: Service, pods: readonly Pod[], place: Place): Endpoint[] {
  const selected = pods.filter(
    (pod) => pod.implied && pod.namespace === service.namespace && selects(service.selector, pod.labels),
  );
  return service.ports.flatMap(({name, port, protocol}) =>
    selected.flatMap((pod) => {
      const target = targetOf(pod, service, port, protocol === 'UDP' ? 'UDP' : 'TCP');
      return target === undefined ? [] : [{...podWorkload(pod, place).endpoint, port: target, portName: name}];
    }),
  );
}
