// SPDX-License-Identifier: Apache-2.0

import {serviceOf} from '../../hosts.js';
import {type Message, message} from '../../message.js';
import {fullName} from '../../resource.js';
import type {Resources} from '../../resources.js';
import {targetsOf} from './destinations.js';

/** Routes to subsets that no DestinationRule defines (spec §3.28). */
export function* routedSubsets(resources: Resources): Generator<Message> {
  const subsets = new Set<string>();
  for (const {namespace, spec} of resources.all('DestinationRule')) {
    for (const {name = ''} of spec.subsets ?? []) subsets.add(subsetKey(namespace, spec.host ?? '', name));
  }
  for (const virtualService of resources.all('VirtualService')) {
    for (const {destination, path, mirror} of targetsOf(virtualService)) {
      const {host = '', subset = ''} = destination;
      if (subset === '' || subsets.has(subsetKey(virtualService.namespace, host, subset))) continue;
      const what = mirror ? 'mirror+subset in destinationrule' : 'host+subset in destinationrule';
      yield message('IST0101', virtualService, [what, `${host}+${subset}`], path);
    }
  }
}

function subsetKey(namespace: string, host: string, subset: string): string {
  return `${fullName(serviceOf(namespace, host))} ${subset}`;
}
