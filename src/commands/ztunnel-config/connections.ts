// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {readZtunnelInput, ztunnelFlags, ztunnelTarget} from '../../actions/ztunnel/dump.js';
import {oneOf} from '../../cli/flags/global.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {nodeText} from '../../writer/envoy/node.js';
import {connectionTable} from '../../writer/ztunnel/tables.js';
import {readZtunnelDump, stateList} from '../../ztunnel/dump.js';
import {addressNames, connectionRows, selectStates} from '../../ztunnel/state.js';

export default class ZtunnelConfigConnections extends IstioCommand {
  static override summary = 'Show the connections of workloads through a ztunnel';
  static override task = 'proxies' as const;
  static override aliases = spellings(['ztunnel-config', 'zc'], ['connections', 'cons']);
  static override examples = [
    {description: 'Connections of a pod', command: '<%= config.bin %> ztunnel-config connections web-0.shop'},
    {description: 'From a saved dump', command: '<%= config.bin %> ztunnel-config connections -f ztunnel.json'},
  ];
  static override args = ztunnelTarget;
  static override strict = false;
  static override mostWords = 1;
  static override flags = {
    ...ztunnelFlags(),
    direction: oneOf(['inbound', 'outbound'])({
      summary: 'Only connections of this direction: inbound, outbound',
      helpValue: 'DIRECTION',
    }),
    raw: Flags.boolean({summary: 'Addresses instead of names'}),
    'workload-namespace': Flags.string({summary: 'Only workloads of this namespace', helpValue: 'NS'}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(ZtunnelConfigConnections);
    const {text, format, workload} = await readZtunnelInput({argv, flags, single: true}, this.terminal);
    const {services, workloads, workloadState} = readZtunnelDump(text);
    const states = selectStates(workloadState, {
      name: workload?.name,
      namespace: workload?.namespace ?? flags['workload-namespace'],
    });
    const nameOf = flags.raw ? (address: string) => address : addressNames(services, workloads);
    if (format === 'short') this.print(connectionTable(connectionRows(states, flags.direction, nameOf)));
    else this.print(nodeText(stateList.print(states) ?? null, format));
  }
}
