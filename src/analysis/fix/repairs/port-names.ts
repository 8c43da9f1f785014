// SPDX-License-Identifier: Apache-2.0

import {isRecord} from '../../../api/messages/decode.js';
import {PROTOCOLS, tellsProtocol} from '../../analyzers/service/port-name.js';
import type {ServicePort} from '../../model/kubernetes.js';
import {type RepairedObject, type Repairer, valueAt} from '../repair.js';

/** Names of Kubernetes' ports are DNS labels. */
const LONGEST = 63;

/**
 * Names of ports that lack their protocol in front, where it is certain: the port leads to a named one that says it, or
 * it stands further back in the name. A name that others refer to stays.
 */
export const portNames: Repairer = function* (repaired) {
  const {info, resource} = repaired;
  if (info.name !== 'Service' || valueAt(resource.spec, ['type']) === 'ExternalName') return;
  const ports = portsOf(repaired);
  for (const [i, port] of ports.entries()) {
    const {name} = port;
    if (name === undefined || tellsProtocol(port) || repaired.isPortReferred(name)) continue;
    const better = betterName(name, port);
    if (better === undefined || better.length > LONGEST || ports.some((other) => other.name === better)) continue;
    const place = ['spec', 'ports', i, 'name'];
    yield {code: 'IST0118', from: place, to: place, value: better};
  }
};

function portsOf({object, resource}: RepairedObject): readonly ServicePort[] {
  const written = valueAt(object, ['spec', 'ports']);
  const read = valueAt(resource.spec, ['ports']);
  // Positions are those of what was written.
  return Array.isArray(written) && Array.isArray(read) && written.length === read.length && written.every(isRecord)
    ? read
    : [];
}

function betterName(name: string, {targetPort}: ServicePort): string | undefined {
  const [target = ''] = typeof targetPort === 'string' ? targetPort.split('-') : [];
  const parts = name.split('-');
  const said = parts.filter((part) => PROTOCOLS.has(part));
  const [own] = said;
  if (said.length > 1 || own === 'udp' || name.includes('grpc-web')) return undefined;
  if (own !== undefined) {
    if (PROTOCOLS.has(target) && target !== own) return undefined;
    return [own, ...parts.filter((part) => part !== own)].join('-');
  }
  const certain = PROTOCOLS.has(target) && target !== 'udp' && !String(targetPort).startsWith('grpc-web');
  return certain ? `${target}-${name}` : undefined;
}
