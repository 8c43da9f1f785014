// SPDX-License-Identifier: Apache-2.0
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {adminPage, proxyFlags, proxyTarget, readProxyDump} from '../../cli/proxy-input.js';
import {readConfigDump} from '../../envoy/config-dump.js';
import {secretItems, secretsMessage} from '../../envoy/secret.js';
import {sectionText} from '../../writer/envoy/messages.js';
import {secretTable} from '../../writer/envoy/secret.js';

export default class ProxyConfigSecret extends IstioCommand {
  static override summary = 'Show the certificates of an Envoy';
  static override task = 'proxies' as const;
  static override aliases = spellings(['proxy-config', 'pc'], ['secret', 'secrets', 's']);
  static override examples = [
    {description: 'From a saved dump', command: '<%= config.bin %> proxy-config secret -f dump.json'},
  ];
  static override args = proxyTarget;
  static override strict = false;
  static override flags = {
    ...proxyFlags(),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(ProxyConfigSecret);
    const {text, format} = await readProxyDump({word: 'secret', argv, flags, page: adminPage.secrets}, this.terminal);
    const dump = readConfigDump(text);
    if (format === 'short') this.print(secretTable(secretItems(dump), {now: new Date()}));
    else this.print(await sectionText('envoy.admin.v3.SecretsConfigDump', secretsMessage(dump), format, 'uneven'));
  }
}
