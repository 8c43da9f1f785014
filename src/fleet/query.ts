// SPDX-License-Identifier: Apache-2.0
import {loadPatternMatcher} from '../api/pattern.js';
import {located} from '../envoy/dump/config-dump.js';
import {ExitCode, IstioctlError} from '../errors.js';
import type {Answers, Cells, FleetKind, Row} from './kind.js';
import {inParallel} from './parallel.js';
import {type Proxy, proxyName} from './proxy.js';
import type {AdminPage, ProxySource} from './source.js';
import {checkPattern, parseCondition} from './where.js';

export interface FleetQuery<Filter> {
  kind: FleetKind<Filter>;
  filter: Filter;
  /** All of them must hold; see `parseCondition`. */
  conditions: readonly string[];
  /** Only rows about a service whose host matches, in RE2's syntax. */
  fqdnRegex?: string | undefined;
  /** Only rows about a service of this namespace. */
  serviceNamespace?: string | undefined;
  /** Columns that will be shown. */
  keys: readonly string[];
  concurrency: number;
  /** Milliseconds for one proxy. */
  timeout: number;
}

/** What came of one proxy: its rows, `pod` and `namespace` among their cells, or why there are none. */
export type ProxyRows = {proxy: Proxy; rows: Cells[]} | {proxy: Proxy; error: IstioctlError};

/** Columns that every row has. */
const OWN = ['pod', 'namespace'];

/**
 * Checks the conditions of a query and answers what runs it: proxies are asked in parallel and come in their order.
 * Throws an IstioctlError (64) for conditions that cannot be read, before any proxy is asked.
 */
export async function prepareQuery<Filter>(
  source: ProxySource,
  query: FleetQuery<Filter>,
): Promise<(proxies: readonly Proxy[]) => AsyncGenerator<ProxyRows>> {
  const {kind, filter, concurrency, timeout} = query;
  const columns = [...OWN, ...kind.columns.map(({key}) => key)];
  const conditions = await Promise.all(query.conditions.map((text) => parseCondition(text, columns)));
  const isAbout = await hostFilter(query);
  const pages = kind.pages(new Set([...query.keys, ...conditions.flatMap(({keys}) => keys)]));

  const ask = async (proxy: Proxy): Promise<Cells[]> => {
    const answers = await answersOf(source, proxy, pages);
    const text = answers.config_dump ?? answers.clusters;
    const rows = text ? located(text, kind.listKind, () => kind.rows(answers, filter)) : [];
    return rows
      .filter(isAbout)
      .map(({cells}): Cells => ({pod: proxy.name, namespace: proxy.namespace, ...cells}))
      .filter((cells) => conditions.every(({holds}) => holds(cells)));
  };
  return async function* run(proxies) {
    for await (const {item: proxy, outcome} of inParallel(proxies, ask, {concurrency, timeout})) {
      if ('result' in outcome) yield {proxy, rows: outcome.result};
      else if ('error' in outcome) yield {proxy, error: outcome.error};
    }
  };
}

/** The answers to all pages. Throws an IstioctlError where one failed, or nothing can be asked. */
export async function answersOf(source: ProxySource, proxy: Proxy, pages: readonly AdminPage[]): Promise<Answers> {
  if (proxy.problem !== undefined) throw new IstioctlError(proxy.problem);
  const answers = await Promise.all(pages.map(async (page) => [page.part, await source.ask(proxy, page)] as const));
  if (answers.some(([, text]) => text)) return Object.fromEntries(answers);
  const wanted = pages.map(({path}) => `/${path}`).join(' and ');
  throw new IstioctlError(`${proxyName(proxy)}: what Envoy answers to ${wanted} was not saved`, {
    exitCode: ExitCode.UnreadableInput,
  });
}

async function hostFilter({
  fqdnRegex,
  serviceNamespace,
}: Pick<FleetQuery<unknown>, 'fqdnRegex' | 'serviceNamespace'>): Promise<(row: Row) => boolean> {
  const matches = await loadPatternMatcher();
  if (fqdnRegex !== undefined) checkPattern('--fqdn-regex', fqdnRegex, matches);
  return ({hosts}) =>
    (fqdnRegex === undefined || hosts.some((host) => matches(fqdnRegex, host))) &&
    (!serviceNamespace || hosts.some((host) => namespaceOf(host) === serviceNamespace));
}

/** `shop` of `pay.shop.svc.cluster.local`; undefined for hosts outside of Kubernetes. */
function namespaceOf(host: string): string | undefined {
  return /^[^.]+\.([^.]+)\.svc(?:\.|$)/.exec(host)?.[1];
}
