// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {adminPage, readProxyDump} from '../../actions/proxies/dump.js';
import {asksMany, showMany} from '../../actions/proxies/many.js';
import {fleetFlags, MANY_PROXIES, serviceFlags} from '../../cli/flags/fleet.js';
import {previewFlags} from '../../cli/flags/preview.js';
import {proxyFlags, proxyTarget} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {readConfigDump} from '../../envoy/dump/config-dump.js';
import {routeConfigMessages, routeConfigs} from '../../envoy/route.js';
import type {ExitCode} from '../../errors.js';
import {listPieces} from '../../writer/envoy/messages.js';
import {routeTable} from '../../writer/envoy/route.js';

export default class ProxyConfigRoute extends IstioCommand {
  static override summary = 'Show the routes of an Envoy';
  static override description = MANY_PROXIES;
  static override task = 'proxies' as const;
  static override aliases = spellings(['proxy-config', 'pc'], ['route', 'routes', 'r']);
  static override examples = [
    {description: 'A running proxy', command: '<%= config.bin %> proxy-config route deploy/web.shop'},
    {description: 'From a saved dump', command: '<%= config.bin %> proxy-config route -f dump.json'},
    {
      description: 'One route configuration, whole',
      command: '<%= config.bin %> pc route -f dump.json --name 9080 -o yaml',
    },
    {
      description: 'Where traffic is split, with what it comes from',
      command: "<%= config.bin %> pc route -f dump.json --where 'weight<100' -o wide",
    },
  ];
  static override args = proxyTarget;
  static override strict = false;
  static override flags = {
    ...proxyFlags(),
    ...fleetFlags,
    ...serviceFlags,
    ...previewFlags,
    name: Flags.string({summary: 'Only the route configuration of this name', helpValue: 'NAME'}),
    verbose: Flags.boolean({summary: 'A row per route; =false for one per route configuration', default: true}),
  };

  async run(): Promise<ExitCode | void> {
    const {flags, argv} = await this.parse(ProxyConfigRoute);
    if (asksMany(argv, flags)) {
      const {routeKind} = await import('../../fleet/kinds/route.js');
      await showMany(this.session, routeKind, flags, argv, flags);
      return;
    }
    const {text, format, exitCode} = await readProxyDump(
      {word: 'route', argv, flags, page: adminPage.routes},
      this.terminal,
    );
    const dump = readConfigDump(text);
    if (format === 'short') {
      this.print(routeTable(routeConfigs(dump, flags.name), flags));
      return exitCode;
    }
    const messages = routeConfigMessages(dump, flags.name);
    await this.printAll(await listPieces('envoy.config.route.v3.RouteConfiguration', messages, format));
    return exitCode;
  }
}
