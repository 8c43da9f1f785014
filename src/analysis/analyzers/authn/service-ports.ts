// SPDX-License-Identifier: Apache-2.0

import {hasLabels} from '../../index/labels.js';
import {isForAllWorkloads} from '../../index/peer-authentication.js';
import {type PodLike, workloadsOf} from '../../index/pods.js';
import {containersOf, targetPortOf} from '../../index/target-port.js';
import {PROXY} from '../../index/workloads.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

type Policy = Resource<'PeerAuthentication'>;

/** Modes for ports of Services, where the workload has another port (istio.io, "PeerAuthentication", portLevelMtls). */
export function* servicePorts(resources: Resources): Generator<Message> {
  for (const policy of resources.all('PeerAuthentication')) {
    const keys = Object.keys(policy.spec.portLevelMtls ?? {}).filter((key) => /^\d+$/.test(key));
    if (keys.length === 0 || isForAllWorkloads(policy)) continue;
    const pods = workloadsOf(resources).selected(policy.spec.selector?.matchLabels, policy.namespace);
    for (const key of keys) {
      const found = servicePortOf(Number(key), policy, pods, resources);
      if (!found) continue;
      const parameters = [Number(key), fullName(found.service), found.target, found.target];
      yield message('ISTX414', policy, parameters, ['spec', 'portLevelMtls', key]);
    }
  }
}

interface ServicePort {
  service: Resource<'Service'>;
  target: number;
}

/** The Service whose port a key is, where no workload of the policy has such a port. */
function servicePortOf(
  port: number,
  {namespace}: Policy,
  pods: readonly PodLike[],
  resources: Resources,
): ServicePort | undefined {
  const mayListen = pods.some((pod) => {
    const own = containersOf(pod).filter(({name}) => name !== PROXY);
    // One beside others that lists no ports may listen on any, where the Service does not lead.
    const isOpen = own.length > 1 && own.some(({ports = []}) => ports.length === 0);
    return isOpen || own.some(({ports = []}) => ports.some(({containerPort}) => containerPort === port));
  });
  if (mayListen) return undefined;
  let found: ServicePort | undefined;
  for (const service of resources.inNamespace('Service', namespace)) {
    const {selector = {}, ports = []} = service.spec;
    const own = Object.keys(selector).length > 0 ? pods.filter(({labels}) => hasLabels(labels, selector)) : [];
    for (const servicePort of ports) {
      const targets = own.map((pod) => targetPortOf(servicePort, pod));
      // Another Service may lead to the port itself.
      if (targets.includes(port)) return undefined;
      const [target] = targets;
      if (servicePort.port === port && target !== undefined) found ??= {service, target};
    }
  }
  return found;
}
