// SPDX-License-Identifier: Apache-2.0

import {groupBy} from '../../model/group-by.js';
import type {ServicePort} from '../../model/kubernetes.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

type Service = Resource<'Service'>;

/** Services of several clusters that are not the same in all of them (spec §3.22). */
export function* multiClusterServices(resources: Resources): Generator<Message> {
  for (const services of groupBy(resources.all('Service'), fullName).values()) {
    const [base, ...others] = services.sort((a, b) => ((a.cluster ?? '') < (b.cluster ?? '') ? -1 : 1));
    if (!base || others.length === 0) continue;
    const deviations = others.map((other) => ({other, reasons: differences(base, other)}));
    const reasons = new Set(deviations.flatMap((deviation) => deviation.reasons));
    if (reasons.size === 0) continue;
    const deviating = deviations.filter((deviation) => deviation.reasons.length > 0).map(({other}) => other);
    const involved = reasons.has(MIXED) ? services : [base, ...deviating];
    const clusters = involved.map(({cluster}) => cluster ?? '');
    yield message('IST0170', base, [base.name, base.namespace, clusters, [...reasons].sort().join('; ')]);
  }
}

const MIXED = 'service has mixed mode like headless and clusterIP';

function differences({spec: a}: Service, {spec: b}: Service): string[] {
  const reasons: string[] = [];
  if ((a.clusterIP === 'None') !== (b.clusterIP === 'None')) reasons.push(MIXED);
  if (a.type !== b.type) reasons.push('service type is inconsistent');
  if (portsText(a.ports) !== portsText(b.ports)) reasons.push('service ports are inconsistent');
  return reasons;
}

/** Everything that is compared of ports, in an order that does not depend on theirs. */
function portsText(ports: readonly ServicePort[] = []): string {
  const texts = ports.map(({name, protocol, appProtocol, port, targetPort, nodePort}) =>
    JSON.stringify([name, protocol, appProtocol, port, targetPort, nodePort]),
  );
  return texts.sort().join();
}
