// SPDX-License-Identifier: Apache-2.0

import * as Flags from '@oclif/core/flags';
import {adminPage, readProxyDump} from '../../actions/proxies/dump.js';
import {asksMany, showMany} from '../../actions/proxies/many.js';
import {now} from '../../cli/clock.js';
import {isCompatible} from '../../cli/compat.js';
import {clusterDirection, listenerType} from '../../cli/flags/envoy-filters.js';
import {fleetFlags, MANY_PROXIES, serviceFlags} from '../../cli/flags/fleet.js';
import {port} from '../../cli/flags/global.js';
import {previewFlags} from '../../cli/flags/preview.js';
import {proxyFlags, proxyTarget} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {readConfigDump} from '../../envoy/dump/config-dump.js';
import type {ExitCode} from '../../errors.js';
import {rawPieces, rawYamlPieces} from '../../writer/envoy/raw.js';
import {summaryPieces} from '../../writer/envoy/summary.js';

export default class ProxyConfigAll extends IstioCommand {
  static override summary = 'Show a summary of everything an Envoy is configured to do';
  static override description = MANY_PROXIES;
  static override task = 'proxies' as const;
  static override aliases = spellings(['proxy-config', 'pc'], ['all', 'a']);
  static override examples = [
    {description: 'A running proxy', command: '<%= config.bin %> proxy-config all deploy/web.shop'},
    {description: 'From a saved dump', command: '<%= config.bin %> proxy-config all -f dump.json --with-headers'},
    {
      description: 'All that is about one service, as one list',
      command: '<%= config.bin %> pc all -f dump.json --fqdn-regex ^pay -o wide',
    },
  ];
  static override args = proxyTarget;
  static override strict = false;
  static override flags = {
    ...proxyFlags(),
    ...fleetFlags,
    ...serviceFlags,
    ...previewFlags,
    address: Flags.string({summary: 'Only listeners and endpoints with this address', helpValue: 'ADDRESS'}),
    direction: clusterDirection,
    fqdn: Flags.string({summary: 'Only clusters with this in their name, for example a host', helpValue: 'TEXT'}),
    name: Flags.string({summary: 'Only the route configuration of this name', helpValue: 'NAME'}),
    port: port({summary: 'Only clusters, listeners and endpoints of this port'}),
    subset: Flags.string({summary: 'Only clusters with this in their name, for example a subset', helpValue: 'TEXT'}),
    type: listenerType,
    verbose: Flags.boolean({summary: 'A row per filter chain and route', default: true}),
    'with-headers': Flags.boolean({summary: 'A title over each table'}),
  };

  async run(): Promise<ExitCode | void> {
    const {flags, argv} = await this.parse(ProxyConfigAll);
    const at = now();
    if (asksMany(argv, flags)) {
      const {everythingKind} = await import('../../fleet/kinds/everything.js');
      await showMany(this.session, everythingKind, {...flags, now: at}, argv, flags);
      return;
    }
    const {text, format, exitCode} = await readProxyDump(
      {word: 'all', argv, flags, page: adminPage.everything},
      this.terminal,
    );
    if (format === 'json') await this.printAll(rawPieces(text));
    else if (format === 'yaml') await this.printAll(rawYamlPieces(text));
    else {
      const options = {...flags, headers: flags['with-headers'], now: at, compat: isCompatible(flags.compat)};
      await this.printAll(summaryPieces(readConfigDump(text), options));
    }
    return exitCode;
  }
}
