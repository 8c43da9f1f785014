// SPDX-License-Identifier: Apache-2.0
import {Chalk} from 'chalk';
import type {MtlsRow} from '../../describe/mtls.js';
import {alignColumns} from '../columns.js';

const TITLES = ['SERVICE', 'PORT', 'SERVER', 'FROM', 'CLIENTS', 'FROM', 'RESULT'];

/** A line for each sort of servers and clients of a port. */
export function mtlsTable(rows: readonly MtlsRow[], {colour}: {colour: boolean}): string {
  const chalk = new Chalk({level: colour ? 1 : 0});
  const lines = rows.map((row) => [
    `${row.service}.${row.namespace}`,
    `${row.port}${row.subset === '' ? '' : ` subset ${row.subset}`}`,
    `${row.server === 'none' ? 'no proxy' : row.server}${row.pods === 1 ? '' : ` (${row.pods} pods)`}`,
    row.serverFrom || '-',
    `${row.client}${row.clientsOf === '' ? '' : ` in ${row.clientsOf}`}`,
    row.clientFrom || '-',
    row.result === 'CONFLICT' ? `${chalk.red.bold(row.result)}: ${row.why}` : row.result,
  ]);
  return alignColumns([TITLES, ...lines], 2);
}

/** The same for programs. */
export function mtlsDocument(rows: readonly MtlsRow[]): string {
  return `${JSON.stringify({apiVersion: 'istioctl/v1', kind: 'MtlsList', items: rows}, null, 2)}\n`;
}
