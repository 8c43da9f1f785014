// SPDX-License-Identifier: Apache-2.0
import {certificateRows} from '../../ztunnel/certificate.js';
import type {ZtunnelDump} from '../../ztunnel/dump.js';
import {selectPolicies} from '../../ztunnel/policy.js';
import {selectServices} from '../../ztunnel/service.js';
import {addressNames, connectionRows, selectStates} from '../../ztunnel/state.js';
import {sortWorkloads} from '../../ztunnel/workload.js';
import {certificateTable, connectionTable, policyTable, serviceTable, workloadTable} from './tables.js';

/** All tables of a dump, an empty line before each. */
export function summaryText(dump: ZtunnelDump, {headers, now}: {headers: boolean; now: Date}): string {
  const names = addressNames(dump.services, dump.workloads);
  const tables: [title: string, table: string][] = [
    ['WORKLOAD', workloadTable(sortWorkloads(dump.workloads ?? []), dump)],
    ['SERVICE', serviceTable(selectServices(dump.services, undefined), dump)],
    ['POLICY', policyTable(selectPolicies(dump.policies, undefined))],
    ['SECRET', certificateTable(certificateRows(dump.certificates, now))],
    ['CONNECTIONS', connectionTable(connectionRows(selectStates(dump.workloadState), undefined, names))],
  ];
  return tables.map(([title, table]) => `\n${headers ? `------ ${title} INFO ------\n\n` : ''}${table}`).join('');
}
