// SPDX-License-Identifier: Apache-2.0

import {type Message, message} from '../../model/message.js';
import type {Resources} from '../../model/resources.js';

/** TCP ports of entries without addresses: without one, traffic to them cannot be told apart (spec §3.31). */
export function* serviceEntryAddresses(resources: Resources): Generator<Message> {
  if (addressesAreAllocated(resources)) return;
  for (const entry of resources.all('ServiceEntry')) {
    const {addresses = [], ports = []} = entry.spec;
    if (addresses.length > 0 || (entry.status.addresses ?? []).length > 0) continue;
    for (const [i, {protocol = ''}] of ports.entries()) {
      if (protocol !== '' && protocol.toUpperCase() !== 'TCP') continue;
      yield message('IST0134', entry, [], ['spec', 'ports', i, 'name']);
    }
  }
}

function addressesAreAllocated({meshConfig}: Resources): boolean {
  const metadata = meshConfig.defaultConfig?.proxyMetadata ?? {};
  return (
    metadata['ISTIO_META_DNS_CAPTURE'] === 'true' &&
    (metadata['ISTIO_META_DNS_AUTO_ALLOCATE'] === 'true' || metadata['PILOT_ENABLE_IP_AUTOALLOCATE'] === 'true')
  );
}
