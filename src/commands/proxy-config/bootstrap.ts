// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {adminPage, readProxyDump} from '../../actions/proxies/dump.js';
import {asksMany, showMany} from '../../actions/proxies/many.js';
import {fleetFlags, fleetOutput, MANY_PROXIES} from '../../cli/flags/fleet.js';
import {proxyFlags, proxyTarget} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {bootstrapMessage, proxyVersions} from '../../envoy/bootstrap.js';
import {readConfigDump} from '../../envoy/dump/config-dump.js';
import {versionTable} from '../../writer/envoy/bootstrap.js';
import {sectionText} from '../../writer/envoy/messages.js';

export default class ProxyConfigBootstrap extends IstioCommand {
  static override summary = 'Show what an Envoy was started with';
  static override description = MANY_PROXIES;
  static override task = 'proxies' as const;
  static override aliases = spellings(['proxy-config', 'pc'], ['bootstrap', 'b']);
  static override examples = [
    {description: 'A running proxy', command: '<%= config.bin %> proxy-config bootstrap deploy/web.shop'},
    {description: 'From a saved dump', command: '<%= config.bin %> proxy-config bootstrap -f dump.json'},
    {description: 'Only the versions', command: '<%= config.bin %> pc bootstrap -f dump.json -o short'},
    {description: 'What each of many proxies runs', command: '<%= config.bin %> pc bootstrap -f dump.json -o wide'},
  ];
  static override args = proxyTarget;
  static override strict = false;
  static override flags = {
    ...proxyFlags(),
    ...fleetFlags,
    output: Flags.string({...fleetOutput, summary: `${fleetOutput.summary} (default json; of many table)`}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(ProxyConfigBootstrap);
    // Without a format, one proxy is shown whole and many in a table.
    const {output = 'short'} = flags;
    if (asksMany(argv, {...flags, output})) {
      const {bootstrapKind} = await import('../../fleet/kinds/bootstrap.js');
      await showMany(this.session, bootstrapKind, {}, argv, {...flags, output});
      return;
    }
    const {text, format} = await readProxyDump(
      {word: 'bootstrap', argv, flags: {...flags, output: flags.output ?? 'json'}, page: adminPage.bootstrap},
      this.terminal,
    );
    const dump = readConfigDump(text);
    if (format === 'short') this.print(versionTable(proxyVersions(dump)));
    else this.print(await sectionText('envoy.admin.v3.BootstrapConfigDump', bootstrapMessage(dump), format, 'uneven'));
  }
}
