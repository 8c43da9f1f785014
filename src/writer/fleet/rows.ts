// SPDX-License-Identifier: Apache-2.0
import type {Cells, Column} from '../../fleet/kind.js';
import {type Proxy, proxyName} from '../../fleet/proxy.js';
import {emitYaml} from '../../yaml/emit.js';
import {alignColumns} from '../columns.js';

/** A table with the proxy before each row. */
export function fleetTable(columns: readonly Column[], rows: readonly Cells[]): string {
  const lines = rows.map((cells) => [podOf(cells), ...columns.map(({key}) => cellText(cells[key]))]);
  return alignColumns([['POD', ...columns.map(({title}) => title)], ...lines], 3);
}

function podOf({pod, namespace}: Cells): string {
  return proxyName({name: String(pod), namespace: String(namespace)});
}

/** An empty cell would leave readers and `awk` to guess where columns are. */
function cellText(value: Cells[string] | undefined): string {
  return value === undefined || value === '' ? '-' : String(value);
}

/** One document with all rows, and the proxies that could not be asked. */
export function fleetDocument(
  listKind: string,
  rows: readonly Cells[],
  unreachable: readonly {proxy: Proxy; error: Error}[],
  format: 'json' | 'yaml',
): string {
  const document = {
    apiVersion: 'istioctl/v1',
    kind: listKind,
    items: rows,
    unreachable: unreachable.map(({proxy: {name, namespace}, error}) => ({
      pod: name,
      namespace,
      reason: error.message,
    })),
  };
  return format === 'json' ? `${JSON.stringify(document, null, 2)}\n` : emitYaml(document);
}

/** A JSON object a line. */
export function jsonLines(rows: readonly Cells[]): string {
  return rows.map((cells) => `${JSON.stringify(cells)}\n`).join('');
}

/** Names of all columns, as the first line of CSV has them. */
export function csvHeader(columns: readonly Column[]): string {
  return csvLine(['pod', 'namespace', ...columns.map(({key}) => key)]);
}

/** Rows as RFC 4180 has them, but for the line ends, which are those of other tools. */
export function csvLines(columns: readonly Column[], rows: readonly Cells[]): string {
  return rows
    .map((cells) =>
      csvLine(
        [cells['pod'], cells['namespace'], ...columns.map(({key}) => cells[key])].map((cell) => String(cell ?? '')),
      ),
    )
    .join('');
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
}
