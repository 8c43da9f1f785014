// SPDX-License-Identifier: Apache-2.0
import {type Certificate, readCertificate} from './certificate.js';
import {type ConfigDump, mapMessages, sectionMessage, sectionOf} from './dump/config-dump.js';
import {type Message, messageField, messagesField, textField, typeOf} from './dump/message.js';

export interface SecretItem {
  name: string;
  /** Nothing came yet of what is not initialized. */
  state: 'ACTIVE' | 'WARMING' | 'UNINITIALIZED';
  /** The list of the dump that it stands in. */
  list: 'ACTIVE' | 'WARMING';
  /** The first certificate, where the secret holds one that can be read. */
  certificate: Certificate | undefined;
  /** Of the bundle, else of the certificate; empty where neither names one. */
  trustDomain: string;
}

const SPIFFE_VALIDATOR = 'envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig';

/** The secrets section. Throws an IstioctlError where there is none. */
export function secretsMessage(dump: ConfigDump): Message {
  return sectionMessage(dump, sectionOf(dump, 'Secrets'));
}

/** The secrets that a proxy uses or waits for, warming ones first; undefined where it has neither. */
export function secretItems(dump: ConfigDump): SecretItem[] | undefined {
  const section = sectionOf(dump, 'Secrets');
  const warming = mapMessages(dump, section, ['dynamic_warming_secrets'], (entry) => itemsOf(entry, 'WARMING'));
  const active = mapMessages(dump, section, ['dynamic_active_secrets'], (entry) => itemsOf(entry, 'ACTIVE'));
  return warming.length + active.length === 0 ? undefined : [...warming, ...active].flat();
}

function itemsOf(entry: Message, list: 'ACTIVE' | 'WARMING'): SecretItem[] {
  const name = textField(entry, 'name');
  const states: States = {state: textField(entry, 'version_info') === 'uninitialized' ? 'UNINITIALIZED' : list, list};
  const secret = messageField(entry, 'secret') ?? {};
  const chain = inlineBytes(messageField(secret, 'tls_certificate'), 'certificate_chain');
  if (chain !== '') return [item(name, states, chain)];
  const validation = messageField(secret, 'validation_context');
  const trusted = inlineBytes(validation, 'trusted_ca');
  if (trusted !== '') return [item(name, states, trusted)];
  const validator = validation && messageField(validation, 'custom_validator_config');
  const config = validator && messageField(validator, 'typed_config');
  if (!config || typeOf(config) !== SPIFFE_VALIDATOR) return [item(name, states, '')];
  return messagesField(config, 'trust_domains').map((domain) => ({
    ...item(name, states, inlineBytes(domain, 'trust_bundle')),
    trustDomain: textField(domain, 'name'),
  }));
}

/** The bytes of a data source in base64; empty without any. */
function inlineBytes(holder: Message | undefined, name: string): string {
  const source = holder && messageField(holder, name);
  return source ? textField(source, 'inline_bytes') : '';
}

type States = Pick<SecretItem, 'state' | 'list'>;

function item(name: string, states: States, base64: string): SecretItem {
  const certificate = base64 === '' ? undefined : readCertificate(Buffer.from(base64, 'base64').toString('latin1'));
  return {name, ...states, certificate, trustDomain: certificate?.trustDomain ?? ''};
}
