// SPDX-License-Identifier: Apache-2.0
import {type ConfigDump, findSection, mapMessages} from '../envoy/dump/config-dump.js';
import {type Message, messageField, messagesField, textField, typeOf} from '../envoy/dump/message.js';
import type {CertificateState} from '../ztunnel/certificate.js';
import {type ChainCertificate, readChain} from './chain.js';
import type {Presented, Trusting, Unread} from './holding.js';

interface Place {
  namespace: string;
  name: string;
}

const SPIFFE_VALIDATOR = 'envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig';

/** Names under which istio-agent gives a proxy its own certificate, and the roots that peers are checked against. */
const OWN = 'default';
const ROOTS = 'ROOTCA';

interface InProxy {
  presented: Presented[];
  trusting: Trusting[];
  unread: Unread[];
}

/**
 * What an Envoy presents, and what it checks peers of the mesh against, from its secrets. Authorities for others than
 * peers of the mesh, such as clients of gateways, are not looked at.
 */
export function inEnvoy(dump: ConfigDump, place: Place): InProxy {
  const found: InProxy = {presented: [], trusting: [], unread: []};
  const section = findSection(dump, 'Secrets');
  if (!section) return found;
  mapMessages(dump, section, ['dynamic_active_secrets', 'static_secrets'], (entry) => {
    const secret = messageField(entry, 'secret');
    if (!secret) return;
    const name = textField(entry, 'name') || textField(secret, 'name');
    const certificate = messageField(secret, 'tls_certificate');
    const context = messageField(secret, 'validation_context');
    const file = certificate && fileOf(certificate, 'certificate_chain');
    if (file)
      found.unread.push({what: `${place.name}.${place.namespace}: ${name}`, reason: `it is in ${file} of the pod`});
    else if (certificate) found.presented.push(presentedIn(certificate, name, place));
    if (context && name === ROOTS) found.trusting.push(trustedIn(context, place));
  });
  return found;
}

/** The file that a data source is in, where Envoy does not say what is in it. */
function fileOf(holder: Message, name: string): string {
  const source = messageField(holder, name);
  return source ? textField(source, 'filename') : '';
}

function presentedIn(certificate: Message, secret: string, {namespace, name}: Place): Presented {
  const {certificates: chain, unreadable} = readChain(pemIn(certificate, 'certificate_chain'));
  if (secret === OWN) return {namespace, name, kind: 'workload', chain, unreadable, note: ''};
  // istiod names Secrets that Gateways serve with after where they are; anything else is for others than the mesh, too.
  const credential = /^kubernetes(?:-gateway)?:\/\/(.+)$/.exec(secret)?.[1];
  const note =
    credential === undefined
      ? `known as ${secret}`
      : `Secret ${credential.includes('/') ? '' : `${namespace}/`}${credential}`;
  return {namespace, name, kind: 'gateway', chain, unreadable, note};
}

function trustedIn(context: Message, {namespace, name}: Place): Trusting {
  const {certificates: roots, unreadable} = readChain(pemIn(context, 'trusted_ca'));
  const bundles = new Map<string, ChainCertificate[]>();
  const validator = messageField(context, 'custom_validator_config');
  const config = validator && messageField(validator, 'typed_config');
  if (config && typeOf(config) === SPIFFE_VALIDATOR) {
    for (const domain of messagesField(config, 'trust_domains')) {
      bundles.set(textField(domain, 'name'), readChain(pemIn(domain, 'trust_bundle')).certificates);
    }
  }
  const all = roots.length > 0 ? roots : [...bundles.values()].flat();
  return {namespace, name, kind: 'workload', roots: all, bundles, unreadable};
}

/** The text of a data source, given as bytes or as it is. */
function pemIn(holder: Message, name: string): string {
  const source = messageField(holder, name);
  if (!source) return '';
  return (
    textField(source, 'inline_string') || Buffer.from(textField(source, 'inline_bytes'), 'base64').toString('latin1')
  );
}

/** What a ztunnel presents for the workloads of its node, and what it checks their peers against. */
export function inZtunnel(states: readonly CertificateState[] | null, {namespace, name}: Place): InProxy {
  const presented: Presented[] = [];
  const trusting: Trusting[] = [];
  for (const {identity, state, certChain, rootCerts} of states ?? []) {
    const [, ownNamespace, account] = /^spiffe:\/\/[^/]+\/ns\/([^/]+)\/sa\/(.+)$/.exec(identity) ?? [];
    const place = {namespace: ownNamespace ?? '', name: account === undefined ? identity : `sa/${account}`};
    const {certificates: chain, unreadable} = readAll(certChain);
    const missing = chain.length === 0 && state !== 'Available' ? {missing: `ztunnel says: ${state}`} : {};
    presented.push({...place, kind: 'workload', chain, unreadable, note: `held by ztunnel ${name}`, ...missing});
    const roots = readAll(rootCerts);
    if (roots.certificates.length > 0 && trusting.length === 0) {
      const held = {roots: roots.certificates, unreadable: roots.unreadable, bundles: new Map()};
      trusting.push({namespace, name, kind: 'workload', ...held});
    }
  }
  return {presented, trusting, unread: []};
}

/** PEM, which ztunnel writes in base64. */
function readAll(entries: readonly {pem: string}[] | null) {
  const texts = (entries ?? []).map(({pem}) =>
    pem.includes('-----BEGIN') ? pem : Buffer.from(pem, 'base64').toString('latin1'),
  );
  return readChain(texts.join('\n'));
}
