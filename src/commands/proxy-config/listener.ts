// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {adminPage, readProxyDump} from '../../actions/proxies/dump.js';
import {asksMany, showMany} from '../../actions/proxies/many.js';
import {listenerType} from '../../cli/flags/envoy-filters.js';
import {fleetFlags, MANY_PROXIES, serviceFlags} from '../../cli/flags/fleet.js';
import {port} from '../../cli/flags/global.js';
import {previewFlags} from '../../cli/flags/preview.js';
import {proxyFlags, proxyTarget} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {readConfigDump} from '../../envoy/dump/config-dump.js';
import {listenerMessages, listenersOf} from '../../envoy/listener.js';
import type {ExitCode} from '../../errors.js';
import {listenerTable, waypointTable} from '../../writer/envoy/listener.js';
import {listPieces} from '../../writer/envoy/messages.js';

export default class ProxyConfigListener extends IstioCommand {
  static override summary = 'Show the listeners of an Envoy';
  static override description = MANY_PROXIES;
  static override task = 'proxies' as const;
  static override aliases = spellings(['proxy-config', 'pc'], ['listener', 'listeners', 'l']);
  static override examples = [
    {description: 'A running proxy', command: '<%= config.bin %> proxy-config listener deploy/web.shop --port 15006'},
    {
      description: 'What listens on a port, and where it leads',
      command: '<%= config.bin %> proxy-config listener -f dump.json --port 15006',
    },
    {description: 'HTTP listeners, whole', command: '<%= config.bin %> pc listener -f dump.json --type HTTP -o json'},
  ];
  static override args = proxyTarget;
  static override strict = false;
  static override flags = {
    ...proxyFlags(),
    ...fleetFlags,
    ...serviceFlags,
    ...previewFlags,
    address: Flags.string({summary: 'Only listeners with this address', helpValue: 'ADDRESS'}),
    port: port({summary: 'Only listeners with this port'}),
    type: listenerType,
    verbose: Flags.boolean({summary: 'A row per filter chain; =false for one per listener', default: true}),
    waypoint: Flags.boolean({summary: 'Show how a waypoint picks chains', hidden: true}),
  };

  async run(): Promise<ExitCode | void> {
    const {flags, argv} = await this.parse(ProxyConfigListener);
    if (asksMany(argv, flags)) {
      const {listenerKind} = await import('../../fleet/kinds/listener.js');
      await showMany(this.session, listenerKind, flags, argv, flags);
      return;
    }
    const {text, format, exitCode} = await readProxyDump(
      {word: 'listener', argv, flags, page: adminPage.listeners},
      this.terminal,
    );
    const dump = readConfigDump(text);
    if (flags.waypoint) this.print(waypointTable(listenersOf(dump, {}, {internalByName: true})));
    else if (format === 'short') this.print(listenerTable(listenersOf(dump, flags), flags));
    else
      await this.printAll(await listPieces('envoy.config.listener.v3.Listener', listenerMessages(dump, flags), format));
    return exitCode;
  }
}
