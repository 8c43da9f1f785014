// SPDX-License-Identifier: Apache-2.0
import type {FleetFlagValues} from '../../cli/flags/fleet.js';
import {checkAdminPort} from '../../cli/flags/proxy.js';
import type {Session} from '../../cli/session.js';
import {ExitCode, IstioctlError, usageMistake} from '../../errors.js';
import type {Cells, Column, FleetKind} from '../../fleet/kind.js';
import {type Proxy, proxyName} from '../../fleet/proxy.js';
import type {ProxyRows} from '../../fleet/query.js';
import {isFolder} from '../../io/files.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';
import {isReport} from '../../io/report-files.js';

const FORMATS = ['table', 'wide', 'json', 'yaml', 'ndjson', 'csv', 'name'] as const;

type FleetFormat = (typeof FORMATS)[number];

/** Formats that one proxy is never shown in. */
const FLEET_ONLY = new Set(['wide', 'ndjson', 'csv', 'name']);

interface Unreachable {
  proxy: Proxy;
  error: IstioctlError;
}

/** Whether a command line asks for more than the Go istioctl can do. */
export function asksMany(argv: readonly unknown[], flags: FleetFlagValues): boolean {
  const {file, output} = flags;
  const chosen = [flags['all-namespaces'], flags.gateways, flags.waypoints, flags.selector, flags.where];
  const narrowed = [flags['fqdn-regex'], flags['service-namespace'], flags.concurrency, flags['proxy-timeout']];
  if ([...chosen, ...narrowed].some((value) => value !== undefined && value !== false)) return true;
  if (FLEET_ONLY.has(output) || (argv.length > 1 && file === undefined)) return true;
  return file === undefined ? output === 'table' : file !== '-' && (isFolder(file) || isReport(file));
}

/**
 * Asks the proxies and prints one list; those that do not answer are told of at the end. Answers how many rows there are.
 * @throws IstioctlError: 80 where one did not answer.
 */
export function showMany<Filter>(
  session: Session,
  kind: FleetKind<Filter>,
  filter: Filter,
  argv: readonly unknown[],
  flags: FleetFlagValues,
): Promise<number> {
  return showManyIn(session, kind, async () => filter, argv, flags);
}

/** The same with a filter that depends on the cluster, where there is one. */
export async function showManyIn<Filter>(
  session: Session,
  kind: FleetKind<Filter>,
  filterIn: (cluster: ConnectedCluster | undefined) => Promise<Filter>,
  argv: readonly unknown[],
  flags: FleetFlagValues,
): Promise<number> {
  checkAdminPort(flags['proxy-admin-port']);
  const format = fleetFormatOf(flags.output);
  const columns = kind.columns.filter(({wide}) => !wide || (format !== 'table' && format !== 'name'));
  const {withProxies} = await import('./source.js');
  const {prepareQuery} = await import('../../fleet/query.js');
  return withProxies(argv.map(String), flags, session.terminal, async ({source, proxies, cluster}) => {
    const run = await prepareQuery(source, {
      kind,
      filter: await filterIn(cluster),
      conditions: flags.where ?? [],
      fqdnRegex: flags['fqdn-regex'],
      serviceNamespace: flags['service-namespace'],
      keys: columns.map(({key}) => key),
      concurrency: flags.concurrency ?? 20,
      timeout: flags['proxy-timeout'] ?? 15_000,
    });
    // What is wrong with a file is not a proxy that does not answer.
    const isFile = flags.file !== undefined && !isFolder(flags.file) && !isReport(flags.file);
    const results = isFile ? onlyRows(run(proxies)) : run(proxies);
    const {unreachable, printed} = await printRows(session, results, columns, kind.listKind, format);
    tellOf(session, unreachable, proxies.length);
    return printed;
  });
}

/** Prints rows as they come where the format lets them, else all at the end. */
async function printRows(
  session: Session,
  results: AsyncIterable<ProxyRows>,
  columns: readonly Column[],
  listKind: string,
  format: FleetFormat,
): Promise<{unreachable: Unreachable[]; printed: number}> {
  const {csvHeader, csvLines, fleetDocument, fleetTable, jsonLines} = await import('../../writer/fleet/rows.js');
  const unreachable: Unreachable[] = [];
  const kept: Cells[] = [];
  let printed = 0;
  if (format === 'csv') session.print(csvHeader(columns));
  for await (const result of results) {
    if ('rows' in result) printed += result.rows.length;
    if ('error' in result) unreachable.push(result);
    else if (format === 'csv') session.print(csvLines(columns, result.rows));
    else if (format === 'ndjson') session.print(jsonLines(result.rows));
    else if (format === 'name') session.print(result.rows.length > 0 ? `${proxyName(result.proxy)}\n` : '');
    else kept.push(...result.rows);
    await session.terminal.drained();
  }
  if (format === 'table' || format === 'wide') session.print(fleetTable(columns, kept));
  if (format === 'json' || format === 'yaml') session.print(fleetDocument(listKind, kept, unreachable, format));
  return {unreachable, printed};
}

/** Says which proxies did not answer, and throws then. */
export function tellOf(session: Session, unreachable: readonly Unreachable[], asked: number): void {
  for (const {proxy, error} of unreachable) session.say(`${proxyName(proxy)}: ${error.message}`);
  if (unreachable.length === 0) return;
  throw new IstioctlError(`${unreachable.length} of ${asked} proxies could not be asked`, {
    exitCode: ExitCode.NotChecked,
  });
}

function fleetFormatOf(output: string): FleetFormat {
  const format = output === 'short' ? 'table' : FORMATS.find((each) => each === output);
  if (format) return format;
  throw usageMistake(`output format ${JSON.stringify(output)} not supported`, {
    hint: `there are ${FORMATS.join(', ')}`,
  });
}

async function* onlyRows(results: AsyncIterable<ProxyRows>): AsyncGenerator<ProxyRows> {
  for await (const result of results) {
    if ('error' in result) throw result.error;
    yield result;
  }
}
