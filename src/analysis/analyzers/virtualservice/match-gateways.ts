// SPDX-License-Identifier: Apache-2.0

import {type Message, message} from '../../model/message.js';
import {fullName, type Path, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {gatewayNamed} from './gateway-name.js';

type VirtualService = Resource<'VirtualService'>;

/** The reserved name that stands for every sidecar. */
const MESH = 'mesh';

/**
 * Matches on gateways to which their VirtualService is not bound: it reaches the gateways of `spec.gateways`, or sidecars
 * where that is empty (istio.io, VirtualService reference, "gateways").
 */
export function* matchGateways(resources: Resources): Generator<Message> {
  for (const virtualService of resources.all('VirtualService')) {
    const {hosts = [], gateways = []} = virtualService.spec;
    // A delegate is bound to what its root is bound to.
    if (hosts.length === 0) continue;
    const bound = new Set((gateways.length > 0 ? gateways : [MESH]).map((name) => spelled(name, virtualService)));
    for (const {rule, gateway, path} of gatewaysIn(virtualService)) {
      if (!bound.has(spelled(gateway, virtualService))) {
        yield message('ISTX303', virtualService, [rule, gateway], path);
      }
    }
  }
}

function spelled(gateway: string, virtualService: VirtualService): string {
  return gateway === MESH ? MESH : fullName(gatewayNamed(gateway, virtualService));
}

interface Matched {
  rule: string;
  gateway: string;
  path: Path;
}

function* gatewaysIn({spec}: VirtualService): Generator<Matched> {
  for (const kind of ['http', 'tls', 'tcp'] as const) {
    for (const [i, rule] of (spec[kind] ?? []).entries()) {
      const name = 'name' in rule && rule.name ? `"${rule.name}"` : `${kind} #${i}`;
      for (const [j, {gateways = []}] of (rule.match ?? []).entries()) {
        for (const [k, gateway] of gateways.entries()) {
          yield {rule: name, gateway, path: ['spec', kind, i, 'match', j, 'gateways', k]};
        }
      }
    }
  }
}
