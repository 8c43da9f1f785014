// SPDX-License-Identifier: Apache-2.0
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {adminPage, proxyFlags, proxyTarget, readProxyDump} from '../../cli/proxy-input.js';
import {bootstrapMessage, proxyVersions} from '../../envoy/bootstrap.js';
import {readConfigDump} from '../../envoy/config-dump.js';
import {versionTable} from '../../writer/envoy/bootstrap.js';
import {sectionText} from '../../writer/envoy/messages.js';

export default class ProxyConfigBootstrap extends IstioCommand {
  static override summary = 'Show what an Envoy was started with';
  static override task = 'proxies' as const;
  static override aliases = spellings(['proxy-config', 'pc'], ['bootstrap', 'b']);
  static override examples = [
    {description: 'A running proxy', command: '<%= config.bin %> proxy-config bootstrap deploy/web.shop'},
    {description: 'From a saved dump', command: '<%= config.bin %> proxy-config bootstrap -f dump.json'},
    {description: 'Only the versions', command: '<%= config.bin %> pc bootstrap -f dump.json -o short'},
  ];
  static override args = proxyTarget;
  static override strict = false;
  static override flags = {
    ...proxyFlags('json'),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(ProxyConfigBootstrap);
    const {text, format} = await readProxyDump(
      {word: 'bootstrap', argv, flags, page: adminPage.bootstrap},
      this.terminal,
    );
    const dump = readConfigDump(text);
    if (format === 'short') this.print(versionTable(proxyVersions(dump)));
    else this.print(await sectionText('envoy.admin.v3.BootstrapConfigDump', bootstrapMessage(dump), format, 'uneven'));
  }
}
