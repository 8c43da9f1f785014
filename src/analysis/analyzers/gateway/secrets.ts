// SPDX-License-Identifier: Apache-2.0

import {X509Certificate} from 'node:crypto';
import {type Message, message} from '../../model/message.js';
import type {Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {selectedPods, selectorNotFound} from './selected-pods.js';

/** Credentials of gateways that do not exist, or hold no certificate that is valid now (spec §3.14). */
export function* gatewaySecrets(resources: Resources): Generator<Message> {
  const now = resources.now.getTime();
  for (const gateway of resources.all('Gateway')) {
    const pods = selectedPods(gateway, resources);
    const homes = [...new Set(pods.map(({namespace}) => namespace))].sort();
    const [home = ''] = homes;
    if (resources.compat ? home === '' : pods.length === 0) {
      yield selectorNotFound(gateway);
      continue;
    }
    for (const [i, {tls}] of (gateway.spec.servers ?? []).entries()) {
      const credential = tls?.credentialName ?? '';
      if (credential === '') continue;
      const path = ['spec', 'servers', i, 'tls', 'credentialName'];
      if (!resources.compat && OTHER_SOURCE.test(credential)) continue;
      const secret = secretNamed(credential, resources.compat ? [home] : homes, resources);
      if (!secret) yield message('IST0101', gateway, ['credentialName', credential], path);
      else if (!secret.implied && !isValid(secret, now)) yield message('IST0161', gateway, [gateway.name, home], path);
    }
  }
}

/** Of a credential that is no Secret's name. */
const OTHER_SOURCE = /^(?!kubernetes:)[\w-]+:\/\//;

/** The Secret beside the pods of a gateway, which may be in several namespaces. */
function secretNamed(
  credential: string,
  homes: readonly string[],
  resources: Resources,
): Resource<'Secret'> | undefined {
  const reference = resources.compat ? credential : credential.replace(/^kubernetes:\/\//, '');
  const slash = reference.indexOf('/');
  const namespaces = slash < 0 ? homes : [reference.slice(0, slash)];
  return namespaces.flatMap((namespace) => resources.find('Secret', namespace, reference.slice(slash + 1)) ?? [])[0];
}

/** The keys under which secrets hold a certificate and its private key. */
const PAIRS = [
  ['cert', 'key'],
  ['tls.crt', 'tls.key'],
] as const;

function isValid({spec: {data = {}}}: Resource<'Secret'>, now: number): boolean {
  const pair = PAIRS.find(([certificate, key]) => data[certificate] && data[key]);
  return pair !== undefined && holdsCertificate(Buffer.from(data[pair[0]] ?? '', 'base64').toString('latin1'), now);
}

const PEM = /-----BEGIN [^-\n]*-----[\s\S]*?-----END [^-\n]*-----/;

function holdsCertificate(text: string, now: number): boolean {
  const block = PEM.exec(text)?.[0];
  if (block === undefined) return false;
  try {
    const {validFrom, validTo} = new X509Certificate(block);
    return Date.parse(validFrom) <= now && now <= Date.parse(validTo);
  } catch {
    // Not being a certificate is what is asked for here.
    return false;
  }
}
