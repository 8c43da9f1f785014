// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {readZtunnelInput, ztunnelFlags, ztunnelTarget} from '../../actions/ztunnel/dump.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {nodeText} from '../../writer/envoy/node.js';
import {serviceTable} from '../../writer/ztunnel/tables.js';
import {readZtunnelDump, serviceList} from '../../ztunnel/dump.js';
import {selectServices} from '../../ztunnel/service.js';

export default class ZtunnelConfigService extends IstioCommand {
  static override summary = 'Show the services that a ztunnel knows';
  static override task = 'proxies' as const;
  static override aliases = spellings(['ztunnel-config', 'zc'], ['service', 'services', 's', 'svc']);
  static override examples = [
    {description: 'Any ztunnel', command: '<%= config.bin %> ztunnel-config service --service-namespace shop'},
    {description: 'From a saved dump', command: '<%= config.bin %> ztunnel-config service -f ztunnel.json'},
  ];
  static override args = ztunnelTarget;
  static override strict = false;
  static override mostWords = 1;
  static override flags = {
    ...ztunnelFlags(),
    'service-namespace': Flags.string({summary: 'Only services of this namespace', helpValue: 'NS'}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(ZtunnelConfigService);
    const {text, format} = await readZtunnelInput({argv, flags}, this.terminal);
    const dump = readZtunnelDump(text);
    const services = selectServices(dump.services, flags['service-namespace']);
    if (format === 'short') this.print(serviceTable(services, dump));
    else this.print(nodeText(serviceList.print(services) ?? null, format));
  }
}
