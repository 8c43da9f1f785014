// SPDX-License-Identifier: Apache-2.0

import {adminPage, readProxyDump} from '../../actions/proxies/dump.js';
import {asksMany, showMany} from '../../actions/proxies/many.js';
import {now} from '../../cli/clock.js';
import {isCompatible} from '../../cli/compat.js';
import {fleetFlags, MANY_PROXIES} from '../../cli/flags/fleet.js';
import {proxyFlags, proxyTarget} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {readConfigDump} from '../../envoy/dump/config-dump.js';
import {secretItems, secretsMessage} from '../../envoy/secret.js';
import {sectionText} from '../../writer/envoy/messages.js';
import {secretTable} from '../../writer/envoy/secret.js';

export default class ProxyConfigSecret extends IstioCommand {
  static override summary = 'Show the certificates of an Envoy';
  static override description = MANY_PROXIES;
  static override task = 'proxies' as const;
  static override aliases = spellings(['proxy-config', 'pc'], ['secret', 'secrets', 's']);
  static override examples = [
    {description: 'A running proxy', command: '<%= config.bin %> proxy-config secret deploy/web.shop'},
    {description: 'From a saved dump', command: '<%= config.bin %> proxy-config secret -f dump.json'},
    {
      description: 'Certificates that end soon',
      command: "<%= config.bin %> pc secret -f dump.json --where 'notAfter<2030-01-01'",
    },
  ];
  static override args = proxyTarget;
  static override strict = false;
  static override flags = {
    ...proxyFlags(),
    ...fleetFlags,
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(ProxyConfigSecret);
    if (asksMany(argv, flags)) {
      const {secretKind} = await import('../../fleet/kinds/secret.js');
      await showMany(this.session, secretKind, {now: now()}, argv, flags);
      return;
    }
    const {text, format} = await readProxyDump({word: 'secret', argv, flags, page: adminPage.secrets}, this.terminal);
    const dump = readConfigDump(text);
    if (format === 'short')
      this.print(secretTable(secretItems(dump), {now: now(), compat: isCompatible(flags.compat)}));
    else this.print(await sectionText('envoy.admin.v3.SecretsConfigDump', secretsMessage(dump), format, 'uneven'));
  }
}
