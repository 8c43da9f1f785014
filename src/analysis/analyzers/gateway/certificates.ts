// SPDX-License-Identifier: Apache-2.0

import type {Server} from '../../../api/istio-types.js';
import {hasLabels} from '../../index/labels.js';
import {groupBy} from '../../model/group-by.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

type Gateway = Resource<'Gateway'>;

/** Gateways of the same pods that serve the same certificate (spec §3.13). */
export function* duplicateCertificates(resources: Resources): Generator<Message> {
  const gateways = resources.all('Gateway');
  const uses = gateways.flatMap((gateway) => certificatesOf(gateway).map((certificate) => ({gateway, certificate})));
  const usersOf = groupBy(uses, ({certificate}) => certificate);
  for (const gateway of gateways) {
    const users = certificatesOf(gateway).flatMap((certificate) => usersOf.get(certificate) ?? []);
    for (const other of new Set(users.map((use) => use.gateway))) {
      if (other === gateway || !hasLabels(other.spec.selector ?? {}, gateway.spec.selector)) continue;
      yield message('IST0138', gateway, [[fullName(gateway), fullName(other)]], ['metadata', 'name']);
    }
  }
}

/** What tells the certificates of a gateway apart. */
function certificatesOf({spec}: Gateway): string[] {
  return [...new Set((spec.servers ?? []).flatMap((server) => certificateOf(server) ?? []))];
}

function certificateOf({tls}: Server): string | undefined {
  const {credentialName = '', serverCertificate = '', privateKey = ''} = tls ?? {};
  if (credentialName !== '') return `secret ${credentialName}`;
  return serverCertificate !== '' && privateKey !== '' ? `files ${serverCertificate}\n${privateKey}` : undefined;
}
