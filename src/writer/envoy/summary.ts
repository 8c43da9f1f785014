// SPDX-License-Identifier: Apache-2.0
import {proxyVersions} from '../../envoy/bootstrap.js';
import {type ClusterFilter, clustersOf} from '../../envoy/cluster.js';
import type {ConfigDump} from '../../envoy/dump/config-dump.js';
import {assignedEndpoints} from '../../envoy/eds.js';
import {type ListenerFilter, listenersOf} from '../../envoy/listener.js';
import {routeConfigs} from '../../envoy/route.js';
import {secretItems} from '../../envoy/secret.js';
import {versionTable} from './bootstrap.js';
import {clusterTable} from './cluster.js';
import {assignmentTable} from './endpoint.js';
import {listenerTable} from './listener.js';
import {routeTable} from './route.js';
import {secretTable} from './secret.js';

export interface SummaryOptions extends ClusterFilter, ListenerFilter {
  /** Of the route configuration. */
  name?: string | undefined;
  verbose: boolean;
  headers: boolean;
  now: Date;
  /** Print what the Go istioctl prints, where ours differs. */
  compat: boolean;
}

/** All tables of a dump, one after another with an empty line between them; each is made when it is asked for. */
export function* summaryPieces(dump: ConfigDump, options: SummaryOptions): Generator<string> {
  const {verbose, name, now, address, port, compat} = options;
  const named = true;
  const tables: [title: string, table: () => string][] = [
    ['BOOTSTRAP', () => versionTable(proxyVersions(dump))],
    ['CLUSTER', () => clusterTable(clustersOf(dump, options), {named})],
    ['LISTENER', () => listenerTable(listenersOf(dump, options), {verbose, named})],
    ['ROUTE', () => routeTable(routeConfigs(dump, name), {verbose, named})],
    ['SECRET', () => secretTable(secretItems(dump), {now, named, compat})],
    ['ENDPOINTS', () => assignmentTable(assignedEndpoints(dump, {address, port}), {named})],
  ];
  for (const [i, [title, table]] of tables.entries()) {
    const header = options.headers ? `------ ${title} INFO ------\n\n` : '';
    yield `${i > 0 ? '\n' : ''}${header}`;
    yield table();
  }
}
