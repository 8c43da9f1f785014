// SPDX-License-Identifier: Apache-2.0
import {adminPage, readProxyDump} from '../../actions/proxies/dump.js';
import {asksMany, showMany} from '../../actions/proxies/many.js';
import {fleetFlags, MANY_PROXIES} from '../../cli/flags/fleet.js';
import {proxyFlags, proxyTarget} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {readConfigDump} from '../../envoy/dump/config-dump.js';
import {extensionConfigs, mergedEcds} from '../../envoy/ecds.js';
import {ecdsTable} from '../../writer/envoy/ecds.js';
import {sectionText} from '../../writer/envoy/messages.js';

export default class ProxyConfigEcds extends IstioCommand {
  static override summary = 'Show the extension configurations of an Envoy';
  static override description = MANY_PROXIES;
  static override task = 'proxies' as const;
  static override aliases = spellings(['proxy-config', 'pc'], ['ecds', 'ec']);
  static override examples = [
    {description: 'A running proxy', command: '<%= config.bin %> proxy-config ecds deploy/web.shop'},
    {description: 'From a saved dump', command: '<%= config.bin %> proxy-config ecds -f dump.json'},
  ];
  static override args = proxyTarget;
  static override strict = false;
  static override flags = {
    ...proxyFlags(),
    ...fleetFlags,
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(ProxyConfigEcds);
    if (asksMany(argv, flags)) {
      const {extensionKind} = await import('../../fleet/kinds/ecds.js');
      await showMany(this.session, extensionKind, {}, argv, flags);
      return;
    }
    const {text, format} = await readProxyDump({word: 'ecds', argv, flags, page: adminPage.everything}, this.terminal);
    const dump = readConfigDump(text);
    if (format === 'short') this.print(ecdsTable(extensionConfigs(dump)));
    else this.print(await sectionText('envoy.admin.v3.EcdsConfigDump', mergedEcds(dump), format, 'even'));
  }
}
