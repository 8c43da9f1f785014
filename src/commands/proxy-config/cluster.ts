// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {adminPage, readProxyDump} from '../../actions/proxies/dump.js';
import {asksMany, showMany} from '../../actions/proxies/many.js';
import {clusterDirection} from '../../cli/flags/envoy-filters.js';
import {fleetFlags, MANY_PROXIES, serviceFlags} from '../../cli/flags/fleet.js';
import {port} from '../../cli/flags/global.js';
import {previewFlags} from '../../cli/flags/preview.js';
import {proxyFlags, proxyTarget} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {clusterMessages, clustersOf} from '../../envoy/cluster.js';
import {readConfigDump} from '../../envoy/dump/config-dump.js';
import type {ExitCode} from '../../errors.js';
import {clusterTable} from '../../writer/envoy/cluster.js';
import {listPieces} from '../../writer/envoy/messages.js';

export default class ProxyConfigCluster extends IstioCommand {
  static override summary = 'Show the clusters of an Envoy';
  static override description = MANY_PROXIES;
  static override task = 'proxies' as const;
  static override aliases = spellings(['proxy-config', 'pc'], ['cluster', 'clusters', 'c']);
  static override examples = [
    {description: 'A running proxy', command: '<%= config.bin %> proxy-config cluster deploy/web.shop'},
    {description: 'From a saved dump', command: '<%= config.bin %> proxy-config cluster -f dump.json'},
    {
      description: 'Inbound clusters of a port, whole',
      command: '<%= config.bin %> pc cluster -f dump.json --direction inbound --port 9080 -o yaml',
    },
    {
      description: 'Clusters of one namespace that no DestinationRule shapes',
      command: '<%= config.bin %> pc cluster -f dump.json --service-namespace shop --where \'destinationRule=""\'',
    },
  ];
  static override args = proxyTarget;
  static override strict = false;
  static override flags = {
    ...proxyFlags(),
    ...fleetFlags,
    ...serviceFlags,
    ...previewFlags,
    direction: clusterDirection,
    fqdn: Flags.string({summary: 'Only clusters with this in their name, for example a host', helpValue: 'TEXT'}),
    port: port({summary: 'Only clusters of this port'}),
    subset: Flags.string({summary: 'Only clusters with this in their name, for example a subset', helpValue: 'TEXT'}),
  };

  async run(): Promise<ExitCode | void> {
    const {flags, argv} = await this.parse(ProxyConfigCluster);
    if (asksMany(argv, flags)) {
      const {clusterKind} = await import('../../fleet/kinds/cluster.js');
      await showMany(this.session, clusterKind, flags, argv, flags);
      return;
    }
    const {text, format, exitCode} = await readProxyDump(
      {word: 'cluster', argv, flags, page: adminPage.clusters},
      this.terminal,
    );
    const dump = readConfigDump(text);
    if (format === 'short') this.print(clusterTable(clustersOf(dump, flags)));
    else await this.printAll(await listPieces('envoy.config.cluster.v3.Cluster', clusterMessages(dump, flags), format));
    return exitCode;
  }
}
