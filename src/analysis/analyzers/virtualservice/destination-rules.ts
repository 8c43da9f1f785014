// SPDX-License-Identifier: Apache-2.0

import {fullHost, hostWithin, serviceOf} from '../../index/hosts/hosts.js';
import {type Message, message} from '../../model/message.js';
import {fullName} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {targetsOf} from './destinations.js';

/** Routes to subsets that no DestinationRule defines (spec §3.28). */
export function* routedSubsets(resources: Resources): Generator<Message> {
  const {compat = false} = resources;
  const subsets = new Set<string>();
  const wide: {host: string; subset: string}[] = [];
  for (const {namespace, spec} of resources.all('DestinationRule')) {
    const {host = ''} = spec;
    for (const {name = ''} of spec.subsets ?? []) {
      subsets.add(subsetKey(namespace, host, name, compat));
      if (host.startsWith('*') && !compat) wide.push({host, subset: name});
    }
  }
  for (const virtualService of resources.all('VirtualService')) {
    for (const {destination, path, mirror} of targetsOf(virtualService)) {
      const {host = '', subset = ''} = destination;
      if (subset === '' || subsets.has(subsetKey(virtualService.namespace, host, subset, compat))) continue;
      const full = fullHost(virtualService.namespace, host);
      if (wide.some((rule) => rule.subset === subset && hostWithin(full, rule.host))) continue;
      const what = mirror ? 'mirror+subset in destinationrule' : 'host+subset in destinationrule';
      yield message('IST0101', virtualService, [what, `${host}+${subset}`], path);
    }
  }
}

/** The Go istioctl takes a host outside the mesh for one of the namespace that names it. */
function subsetKey(namespace: string, host: string, subset: string, compat: boolean): string {
  return `${compat ? fullName(serviceOf(namespace, host)) : fullHost(namespace, host)} ${subset}`;
}
