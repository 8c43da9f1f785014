// SPDX-License-Identifier: Apache-2.0

import {type Message, message} from '../../model/message.js';
import type {Resource} from '../../model/resource.js';
import {isIstios} from './annotations.js';
import {knownAnnotations} from './known.js';

/** What istio-cni writes on pods by itself. */
const WRITTEN_BY_CNI = [
  'sidecar.istio.io/interceptionMode',
  'traffic.sidecar.istio.io/includeInboundPorts',
  'traffic.sidecar.istio.io/excludeInboundPorts',
  'traffic.sidecar.istio.io/includeOutboundIPRanges',
];

/** Annotations of features that may still change (spec §6); only precheck asks for them. */
export function* alphaAnnotations(resources: Iterable<Resource>): Generator<Message> {
  for (const resource of resources) {
    for (const name of Object.keys(resource.annotations)) {
      if (!isIstios(name) || knownAnnotations.get(name)?.stage !== 'alpha') continue;
      if (WRITTEN_BY_CNI.includes(name) && isByCni(resource)) continue;
      yield message('IST0136', resource, [name]);
    }
  }
}

function isByCni({kindName, spec}: Resource): boolean {
  if (kindName !== 'Pod') return false;
  const containers = 'initContainers' in spec ? spec.initContainers : undefined;
  return !containers?.some(({name}) => name === 'istio-init');
}
