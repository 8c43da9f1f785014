// SPDX-License-Identifier: Apache-2.0

import {createPublicKey, type KeyObject, X509Certificate} from 'node:crypto';
import {GATEWAY_API} from '../../gateway-api.js';
import {type Message, message} from '../../message.js';
import {podsOf} from '../../pods.js';
import {isGranted} from '../../reference-grants.js';
import {fullName, type Path, type Resource} from '../../resource.js';
import type {Resources} from '../../resources.js';

/** A Secret that a gateway serves with. */
interface Credential {
  gateway: Resource;
  namespace: string;
  name: string;
  path: Path;
}

interface Fault {
  code: 'ISTX501' | 'ISTX502';
  parameters: readonly string[];
}

/** Certificates of gateways that are out of date, or do not belong to the key beside them. */
export function* gatewayPairs(resources: Resources): Generator<Message> {
  const known = new Map<Resource, readonly Fault[]>();
  for (const {gateway, namespace, name, path} of [
    ...istioCredentials(resources),
    ...kubernetesCredentials(resources),
  ]) {
    const secret = resources.find('Secret', namespace, name);
    if (!secret) continue;
    const faults = known.get(secret) ?? [...faultsOf(secret, resources.now)];
    known.set(secret, faults);
    for (const {code, parameters} of faults) yield message(code, gateway, parameters, path);
  }
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
      if (tls?.mode === 'Passthrough') continue;
      for (const [j, reference] of (tls?.certificateRefs ?? []).entries()) {
        const {group = '', kind = 'Secret', namespace = gateway.namespace, name = ''} = reference;
        const path = ['spec', 'listeners', i, 'tls', 'certificateRefs', j, 'name'];
        if (group === '' && kind === 'Secret') yield {gateway, namespace, name, path};
      }
    }
  }
}

/** The keys under which secrets hold a chain of certificates and the private key. */
const PAIRS = [
  ['cert', 'key'],
  ['tls.crt', 'tls.key'],
] as const;

function* faultsOf(secret: Resource<'Secret'>, now: Date): Generator<Fault> {
  const {data = {}} = secret.spec;
  const pair = PAIRS.find(([certificate, key]) => data[certificate] && data[key]);
  if (!pair) return;
  const [chainText, keyText] = pair.map((key) => Buffer.from(data[key] ?? '', 'base64').toString('latin1'));
  const chain = certificatesIn(chainText ?? '');
  for (const certificate of chain) {
    const fault = dateFault(certificate, now);
    if (fault) yield {code: 'ISTX501', parameters: [fullName(secret), subjectOf(certificate), fault]};
  }
  const [leaf] = chain;
  const key = publicKeyOf(keyText ?? '');
  if (leaf && key && !leaf.publicKey.equals(key)) yield {code: 'ISTX502', parameters: [fullName(secret)]};
}

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

function certificatesIn(text: string): X509Certificate[] {
  return (text.match(PEM) ?? []).flatMap((block) => {
    try {
      return new X509Certificate(block);
    } catch {
      // That it is no certificate is IST0161's to say.
      return [];
    }
  });
}

function dateFault({validFrom, validTo}: X509Certificate, now: Date): string | undefined {
  const [from, to] = [new Date(validFrom), new Date(validTo)];
  if (to < now) return `expired on ${to.toISOString().slice(0, 10)}`;
  return from > now ? `is valid from ${from.toISOString().slice(0, 10)} on` : undefined;
}

function subjectOf({subject, subjectAltName}: X509Certificate): string {
  return subject?.replaceAll('\n', ', ') || subjectAltName || 'no name';
}

/** The public half of a private key; the key itself goes nowhere. */
function publicKeyOf(text: string): KeyObject | undefined {
  try {
    return createPublicKey(text);
  } catch {
    return undefined;
  }
}
