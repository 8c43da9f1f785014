// SPDX-License-Identifier: Apache-2.0
import {holdsAt} from '../../envoy/certificate.js';
import type {SecretItem} from '../../envoy/secret.js';
import {alignColumns} from '../columns.js';

const HEADER = ['RESOURCE NAME', 'TYPE', 'STATUS', 'VALID CERT', 'SERIAL NUMBER', 'NOT AFTER', 'NOT BEFORE'];

export interface SecretTableOptions {
  now: Date;
  named?: boolean | undefined;
  /** As the Go istioctl does, take what is listed as active for active though nothing of it came yet. */
  compat?: boolean | undefined;
}

/** The table of secrets as they are at a time; with `named`, as part of a summary, names say what they are. */
export function secretTable(
  items: readonly SecretItem[] | undefined,
  {now, named = false, compat = false}: SecretTableOptions,
): string {
  if (!items) return 'No active or warming secrets found.\n';
  if (items.length === 0) return 'No secret items to show.\n';
  const withDomains = items.every(({trustDomain}) => trustDomain !== '');
  const rows = items.map((item) => [
    ...secretRow(compat ? {...item, state: item.list} : item, now, named ? 'secret/' : ''),
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
