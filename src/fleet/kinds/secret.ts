// SPDX-License-Identifier: Apache-2.0
import {holdsAt} from '../../envoy/certificate.js';
import {readConfigDump} from '../../envoy/dump/config-dump.js';
import {secretItems} from '../../envoy/secret.js';
import {dumpPage, type FleetKind} from '../kind.js';

export const secretKind: FleetKind<{now: Date}> = {
  listKind: 'ProxySecrets',
  columns: [
    {key: 'name', title: 'RESOURCE NAME'},
    {key: 'type', title: 'TYPE'},
    {key: 'status', title: 'STATUS'},
    {key: 'valid', title: 'VALID CERT'},
    {key: 'serial', title: 'SERIAL NUMBER'},
    {key: 'notAfter', title: 'NOT AFTER'},
    {key: 'notBefore', title: 'NOT BEFORE'},
    {key: 'trustDomain', title: 'TRUST DOMAIN'},
  ],
  pages: () => [dumpPage('dynamic_active_secrets', 'dynamic_warming_secrets')],
  rows: ({config_dump: text}, {now}) =>
    ((text && secretItems(readConfigDump(text))) ?? []).map(({name, state, certificate, trustDomain}) => ({
      hosts: [],
      cells: {
        name,
        type: certificate ? (certificate.authority ? 'CA' : 'Cert Chain') : '',
        status: state,
        valid: certificate !== undefined && holdsAt(certificate, now),
        serial: certificate?.serial ?? '',
        notAfter: certificate ? timeText(certificate.notAfter) : '',
        notBefore: certificate ? timeText(certificate.notBefore) : '',
        trustDomain,
      },
    })),
};

function timeText(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
