// SPDX-License-Identifier: Apache-2.0

import {type GatewayRole, gatewayRole} from '../../index/gateway-classes.js';
import {isKind, protocolFault, protocolKinds} from '../../index/gateway-listeners.js';
import {type Listener, takesListenerSets} from '../../model/gateway-api.js';
import {type Message, message} from '../../model/message.js';
import type {Path, Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {tlsFault} from './listener-tls.js';

type Gateway = Resource<'KubernetesGateway'>;

/** Listeners that the API server or istiod refuses, and kinds of routes that they name in vain. */
export function* listenerFaults(resources: Resources): Generator<Message> {
  for (const gateway of resources.all('KubernetesGateway')) {
    const role = gatewayRole(gateway, resources);
    const seen: Listener[] = [];
    for (const [i, listener] of (gateway.spec.listeners ?? []).entries()) {
      const path = ['spec', 'listeners', i];
      yield* duplicates(gateway, listener, seen, path);
      seen.push(listener);
      if (role) yield* faultsOf(gateway, listener, role, path);
    }
  }
}

/** The API server refuses listeners with one name, and those that nothing tells apart, whoever's class it is. */
function* duplicates(gateway: Gateway, listener: Listener, seen: readonly Listener[], path: Path): Generator<Message> {
  const {name = '', hostname} = listener;
  if (seen.some((other) => other.name === name)) {
    yield message('ISTX209', gateway, [name, 'another listener has this name'], [...path, 'name']);
    return;
  }
  const twin = seen.find((other) => isSame(other, listener))?.name;
  if (twin === undefined) return;
  const reason = `listener "${twin}" has the same port, protocol and hostname${hostname ? '' : ' (any)'}`;
  yield message('ISTX209', gateway, [name, reason], [...path, hostname ? 'hostname' : 'port']);
}

function isSame(a: Listener, b: Listener): boolean {
  return a.port === b.port && a.protocol === b.protocol && a.hostname === b.hostname;
}

function* faultsOf(gateway: Gateway, listener: Listener, role: GatewayRole, path: Path): Generator<Message> {
  const {name = '', protocol = ''} = listener;
  const refused = protocolFault(listener, role);
  if (refused !== undefined) {
    yield message('ISTX207', gateway, [name, refused], [...path, 'protocol']);
    return;
  }
  const tls = isPlaceholder(gateway, listener) ? undefined : tlsFault(listener);
  if (tls) yield message('ISTX208', gateway, [name, tls.fault, tls.effect], [...path, ...tls.path]);
  const known = protocolKinds(listener, role) ?? [];
  for (const [j, entry] of (listener.allowedRoutes?.kinds ?? []).entries()) {
    if (known.some((kind) => isKind(entry, kind))) continue;
    const taken = known.length === 0 ? 'none' : known.join(' and ');
    const at = [...path, 'allowedRoutes', 'kinds', j, 'kind'];
    yield message('ISTX211', gateway, [name, entry.kind ?? '', protocol, taken], at);
  }
}

/** A Gateway has to have a listener; one that leaves them to ListenerSets may have one without a certificate. */
function isPlaceholder({spec}: Gateway, {tls}: Listener): boolean {
  return tls === undefined && takesListenerSets(spec);
}
