// SPDX-License-Identifier: Apache-2.0
import {serviceOf} from '../analysis/index/hosts/hosts.js';
import type {Resource} from '../analysis/model/resource.js';
import type {Resources} from '../analysis/model/resources.js';
import {meshVirtualServices, type VirtualService} from './mesh-routes.js';

/** A Service for the pods of one subset: Gateway API knows no subsets. */
export interface SubsetService {
  name: string;
  service: Resource<'Service'>;
  subset: string;
  labels: Readonly<Record<string, string>>;
}

/** The subsets that the VirtualServices of a namespace send to, by the VirtualService's name. */
export function subsetServices(namespace: string, resources: Resources): Map<string, SubsetService[]> {
  const rules = resources.inNamespace('DestinationRule', namespace);
  const found = new Map<string, SubsetService[]>();
  for (const virtualService of meshVirtualServices(namespace, resources)) {
    const services = destinationsOf(virtualService).flatMap(({host = '', subset = ''}) => {
      const {namespace: home, name} = serviceOf(namespace, host);
      const service = resources.find('Service', home, name);
      const rule = rules.find(({spec}) => spec.host && sameService(namespace, spec.host, host));
      const labels = rule?.spec.subsets?.find((each) => each.name === subset)?.labels;
      return service && labels && home === namespace ? [{name: `${name}-${subset}`, service, subset, labels}] : [];
    });
    const distinct = [...new Map(services.map((each) => [each.name, each])).values()];
    if (distinct.length > 0) found.set(virtualService.name, distinct);
  }
  return found;
}

function sameService(namespace: string, a: string, b: string): boolean {
  const [left, right] = [serviceOf(namespace, a), serviceOf(namespace, b)];
  return left.namespace === right.namespace && left.name === right.name;
}

interface Destination {
  host?: string | undefined;
  subset?: string | undefined;
}

/** Where a VirtualService sends to a subset. */
function destinationsOf({spec: {http = [], tcp = [], tls = []}}: VirtualService): Destination[] {
  const routes: {destination?: Destination | undefined}[] = [
    ...http.flatMap(({route = []}) => route),
    ...tcp.flatMap(({route = []}) => route),
    ...tls.flatMap(({route = []}) => route),
  ];
  return routes.flatMap(({destination}) => (destination?.subset ? [destination] : []));
}
