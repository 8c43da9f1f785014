// SPDX-License-Identifier: Apache-2.0
import {holdsAt} from '../../envoy/certificate.js';
import type {SecretItem} from '../../envoy/secret.js';
import {alignColumns} from '../columns.js';

const HEADER = ['RESOURCE NAME', 'TYPE', 'STATUS', 'VALID CERT', 'SERIAL NUMBER', 'NOT AFTER', 'NOT BEFORE'];

/** The table of secrets as they are at a time; with `named`, as part of a summary, names say what they are. */
export function secretTable(
  items: readonly SecretItem[] | undefined,
  {now, named = false}: {now: Date; named?: boolean},
): string {
  if (!items) return 'No active or warming secrets found.\n';
  if (items.length === 0) return 'No secret items to show.\n';
  const withDomains = items.every(({trustDomain}) => trustDomain !== '');
  const rows = items.map((item) => [
    ...secretRow(item, now, named ? 'secret/' : ''),
    ...(withDomains ? [item.trustDomain] : []),
  ]);
  return alignColumns([withDomains ? [...HEADER, 'TRUST DOMAIN'] : HEADER, ...rows], 5);
}

function secretRow({name, state, certificate}: SecretItem, now: Date, prefix: string): string[] {
  if (!certificate) return [prefix + name, '', state, 'false', '', '', ''];
  return [
    prefix + name,
    certificate.authority ? 'CA' : 'Cert Chain',
    state,
    String(holdsAt(certificate, now)),
    certificate.serial,
    timeText(certificate.notAfter),
    timeText(certificate.notBefore),
  ];
}

function timeText(time: Date): string {
  return time.toISOString().replace('.000Z', 'Z');
}
