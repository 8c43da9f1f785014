// SPDX-License-Identifier: Apache-2.0

import {type Message, message} from '../../model/message.js';
import type {Subject} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

/** Registries that are always there. */
const BUILT_IN = ['Mock', 'Kubernetes', 'External'];

/** Networks whose endpoints come from a registry that nobody knows (spec §3.21). */
export function* meshNetworkRegistries(resources: Resources): Generator<Message> {
  const remotes = resources.all('Secret').filter(({labels}) => labels['istio/multiCluster'] === 'true');
  const known = new Set([...BUILT_IN, ...remotes.flatMap(({spec}) => Object.keys(spec.data ?? {}))]);
  const subject: Subject = {
    kind: 'MeshNetworks',
    namespace: resources.istioNamespace,
    name: 'meshnetworks',
    annotations: {},
  };
  for (const [network, {endpoints = []}] of Object.entries(resources.meshNetworks.networks ?? {})) {
    for (const {fromRegistry} of endpoints) {
      if (fromRegistry === undefined || known.has(fromRegistry)) continue;
      yield message('IST0126', subject, [fromRegistry, network]);
    }
  }
}
