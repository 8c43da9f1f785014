// SPDX-License-Identifier: Apache-2.0
import {X509Certificate} from 'node:crypto';
import {IstioctlError} from '../errors.js';
import {pemBlocks} from './certificate.js';
import {type ConfigDump, mapMessages, sectionOf} from './dump/config-dump.js';
import {messageField, textField} from './dump/message.js';

const ROOT_CA = 'ROOTCA';

/**
 * SHA-256 fingerprints of the certificates that a proxy trusts: those of its active secret ROOTCA (spec/proxy.md §2.11).
 * Throws an IstioctlError where it has none, or one that cannot be read.
 */
export function trustedRoots(dump: ConfigDump): Set<string> {
  const [secret] = mapMessages(dump, secretsOf(dump), ['dynamic_active_secrets'], (entry) =>
    textField(entry, 'name') === ROOT_CA ? messageField(entry, 'secret') : undefined,
  ).filter((each) => each !== undefined);
  if (!secret) throw new IstioctlError('cannot find ROOTCA from secret config dump', {hint: noRoots(dump.text.name)});
  const trusted = messageField(secret, 'validation_context');
  const source = trusted && messageField(trusted, 'trusted_ca');
  if (!source) throw new IstioctlError('cannot retrieve trustedCa from secret ROOTCA', {hint: noRoots(dump.text.name)});
  const bytes = Buffer.from(textField(source, 'inline_bytes'), 'base64').toString('latin1');
  const pem = bytes || textField(source, 'inline_string');
  const blocks = pemBlocks(pem);
  if (blocks.length === 0) {
    throw new IstioctlError('failed to parse certificates: ROOTCA holds none', {hint: noRoots(dump.text.name)});
  }
  return new Set(blocks.map(fingerprintOf));
}

function secretsOf(dump: ConfigDump): ReturnType<typeof sectionOf> {
  try {
    return sectionOf(dump, 'Secrets');
  } catch (error) {
    if (!(error instanceof IstioctlError)) throw error;
    throw new IstioctlError(`sidecar doesn't support secrets: ${error.message}`, {
      cause: error,
      exitCode: error.exitCode,
      hint: noRoots(dump.text.name),
    });
  }
}

function noRoots(proxy: string): string {
  return `${proxy} trusts nothing from istiod: it may not have got its certificates yet, or takes them from files`;
}

function fingerprintOf(block: string): string {
  try {
    return new X509Certificate(block).fingerprint256;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new IstioctlError(`failed to parse certificate: ${reason}`, {cause: error});
  }
}
