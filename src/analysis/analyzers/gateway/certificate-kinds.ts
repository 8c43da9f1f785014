// SPDX-License-Identifier: Apache-2.0

import {gatewayRole} from '../../index/gateway-classes.js';
import {needsCertificates} from '../../index/gateway-listeners.js';
import type {ListenerTls, ObjectReference} from '../../model/gateway-api.js';
import {type Message, message} from '../../model/message.js';
import type {Path, Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

type Gateway = Resource<'KubernetesGateway'>;

/** References to certificates in kinds of objects from which istiod reads none. */
export function* certificateKinds(resources: Resources): Generator<Message> {
  for (const gateway of resources.all('KubernetesGateway')) {
    if (!gatewayRole(gateway, resources)) continue;
    for (const [i, {tls}] of (gateway.spec.listeners ?? []).entries()) {
      if (tls && needsCertificates(tls)) yield* ofListener(gateway, tls, ['spec', 'listeners', i, 'tls']);
    }
    yield* ofClients(gateway);
  }
}

function* ofListener(gateway: Gateway, {certificateRefs = []}: ListenerTls, path: Path): Generator<Message> {
  // Of several, istiod serves with the first one or not at all.
  const [first] = certificateRefs;
  const effect = first && isSecret(first) ? 'the listener does without it' : 'the listener takes no connections';
  for (const [j, reference] of certificateRefs.entries()) {
    if (isSecret(reference)) continue;
    const parameters = [reference.name ?? '', kindOf(reference), effect, 'a Secret'];
    yield message('ISTX507', gateway, parameters, [...path, 'certificateRefs', j, 'kind']);
  }
}

/** Authorities that clients are verified by: for one port, or for all others. */
function* ofClients(gateway: Gateway): Generator<Message> {
  const {default: others, perPort = []} = gateway.spec.tls?.frontend ?? {};
  const path = ['spec', 'tls', 'frontend'];
  const settings = [
    ...perPort.map(({port, tls}, i) => ({tls, path: [...path, 'perPort', i, 'tls'], ports: [port]})),
    {tls: others, path: [...path, 'default'], ports: undefined},
  ];
  const own = new Set(perPort.map(({port}) => port));
  for (const {tls, path: place, ports} of settings) {
    const concerns = (port: number | undefined) => (ports ? ports.includes(port) : !own.has(port));
    if (!gateway.spec.listeners?.some((listener) => concerns(listener.port) && terminates(listener.tls))) continue;
    for (const [j, reference] of (tls?.validation?.caCertificateRefs ?? []).entries()) {
      if (!reference.kind || isSecret(reference) || isConfigMap(reference)) continue;
      const effect = 'listeners that terminate TLS take no connections';
      const parameters = [reference.name ?? '', kindOf(reference), effect, 'a ConfigMap or Secret'];
      yield message('ISTX507', gateway, parameters, [...place, 'validation', 'caCertificateRefs', j, 'kind']);
    }
  }
}

function terminates(tls: ListenerTls | undefined): boolean {
  return tls !== undefined && needsCertificates(tls);
}

function isSecret({group = '', kind = 'Secret'}: ObjectReference): boolean {
  return group === '' && kind === 'Secret';
}

function isConfigMap({group = '', kind}: ObjectReference): boolean {
  return group === '' && kind === 'ConfigMap';
}

/** The kind as users write it, with its group where it has one. */
function kindOf({group = '', kind = 'Secret'}: ObjectReference): string {
  return group === '' ? kind : `${kind}.${group}`;
}
