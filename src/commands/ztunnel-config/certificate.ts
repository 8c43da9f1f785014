// SPDX-License-Identifier: Apache-2.0

import {readZtunnelInput, ztunnelFlags, ztunnelTarget} from '../../actions/ztunnel/dump.js';
import {now} from '../../cli/clock.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {nodeText} from '../../writer/envoy/node.js';
import {certificateTable} from '../../writer/ztunnel/tables.js';
import {certificateRows} from '../../ztunnel/certificate.js';
import {certificateList, readZtunnelDump} from '../../ztunnel/dump.js';

export default class ZtunnelConfigCertificate extends IstioCommand {
  static override summary = 'Show the certificates that a ztunnel holds';
  static override task = 'proxies' as const;
  static override aliases = spellings(['ztunnel-config', 'zc'], ['certificate', 'certificates', 'certs', 'cert']);
  static override examples = [
    {description: 'Certificates on a node', command: '<%= config.bin %> ztunnel-config certificate --node node-1'},
    {description: 'From a saved dump', command: '<%= config.bin %> ztunnel-config certificate -f ztunnel.json'},
  ];
  static override args = ztunnelTarget;
  static override strict = false;
  static override mostWords = 1;
  static override flags = {
    ...ztunnelFlags(),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(ZtunnelConfigCertificate);
    const {text, format} = await readZtunnelInput({argv, flags, single: true}, this.terminal);
    const {certificates} = readZtunnelDump(text);
    if (format === 'short') this.print(certificateTable(certificateRows(certificates, now())));
    else this.print(nodeText(certificateList.print(certificates) ?? null, format));
  }
}
