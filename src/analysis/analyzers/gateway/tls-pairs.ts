// SPDX-License-Identifier: Apache-2.0

import {gatewayRole} from '../../index/gateway-classes.js';
import {needsCertificates} from '../../index/gateway-listeners.js';
import {podsOf} from '../../index/pods.js';
import {isGranted} from '../../index/reference-grants.js';
import {GATEWAY_API} from '../../model/gateway-api.js';
import {type Message, message} from '../../model/message.js';
import {fullName, isKind, type Path, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {type PairFault, pairFaults} from './key-pair.js';

/** A Secret that a gateway serves with. */
interface Credential {
  gateway: Resource;
  namespace: string;
  name: string;
  path: Path;
}

/** Certificates of gateways that cannot be used, are out of date, or do not belong to the key beside them. */
export function* gatewayPairs(resources: Resources): Generator<Message> {
  const known = new Map<Resource, readonly PairFault[]>();
  for (const {gateway, namespace, name, path} of [
    ...istioCredentials(resources),
    ...kubernetesCredentials(resources),
  ]) {
    const secret = resources.find('Secret', namespace, name);
    if (!secret || isPromised(secret, resources)) continue;
    const faults = known.get(secret) ?? [...pairFaults(secret, resources.now)];
    known.set(secret, faults);
    for (const fault of faults) {
      if (fault.code === 'ISTX506' && isLeftOut(fault, gateway, path, resources)) continue;
      yield message(fault.code, gateway, fault.parameters, path);
    }
  }
}

/** Whether a controller will write the Secret, whatever a file holds of it. */
function isPromised({namespace, name, implied}: Resource<'Secret'>, resources: Resources): boolean {
  if (implied) return true;
  return resources.inNamespace('Secret', namespace).some((other) => other.implied && other.name === name);
}

/** What istiod refuses is said of the Gateways that it runs, and once: IST0161 knows `credentialName`. */
function isLeftOut({basic}: PairFault, gateway: Resource, path: Path, resources: Resources): boolean {
  if (isKind(gateway, 'KubernetesGateway')) return gatewayRole(gateway, resources) === undefined;
  const known = resources.provides('Secret') && resources.provides('Pod');
  return basic === true && known && path.at(-1) === 'credentialName';
}

/** Secrets that listeners of Kubernetes gateways name and that do not exist, or belong to a namespace that keeps them. */
export function* listenerCertificates(resources: Resources): Generator<Message> {
  for (const {gateway, namespace, name, path} of kubernetesCredentials(resources)) {
    const secret = fullName({namespace, name});
    const from = {group: GATEWAY_API, kind: 'Gateway', namespace: gateway.namespace};
    if (resources.lacks('Secret', namespace, name)) {
      yield message('ISTX503', gateway, [secret], path);
    } else if (!isGranted(from, {group: '', kind: 'Secret', namespace, name}, resources)) {
      const effect = 'the listener takes no connections';
      yield message('ISTX206', gateway, [`Secret ${secret}`, namespace, 'Gateway', gateway.namespace, effect], path);
    }
  }
}

/** A credential's name is looked up beside the pods of the gateway. */
function* istioCredentials(resources: Resources): Generator<Credential> {
  for (const gateway of resources.all('Gateway')) {
    for (const [i, {tls}] of (gateway.spec.servers ?? []).entries()) {
      const {credentialName, credentialNames = []} = tls ?? {};
      const at = ['spec', 'servers', i, 'tls'];
      const named = credentialNames.map((text, k) => ({text, path: [...at, 'credentialNames', k]}));
      if (credentialName) named.push({text: credentialName, path: [...at, 'credentialName']});
      if (named.length === 0) continue;
      const [home] = podsOf(resources)
        .selected(gateway.spec.selector)
        .map(({namespace}) => namespace)
        .toSorted();
      if (home === undefined) continue;
      for (const {text, path} of named) {
        const reference = text.replace(/^kubernetes:\/\//, '');
        const slash = reference.indexOf('/');
        const namespace = slash < 0 ? home : reference.slice(0, slash);
        yield {gateway, namespace, name: reference.slice(slash + 1), path};
      }
    }
  }
}

function* kubernetesCredentials(resources: Resources): Generator<Credential> {
  for (const gateway of resources.all('KubernetesGateway')) {
    for (const [i, {tls}] of (gateway.spec.listeners ?? []).entries()) {
      if (!tls || !needsCertificates(tls)) continue;
      for (const [j, reference] of (tls.certificateRefs ?? []).entries()) {
        const {group = '', kind = 'Secret', namespace = gateway.namespace, name = ''} = reference;
        const path = ['spec', 'listeners', i, 'tls', 'certificateRefs', j, 'name'];
        if (group === '' && kind === 'Secret') yield {gateway, namespace, name, path};
      }
    }
  }
}
