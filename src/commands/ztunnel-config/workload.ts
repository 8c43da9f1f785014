// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {readZtunnelInput, ztunnelFlags, ztunnelTarget} from '../../actions/ztunnel/dump.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {nodeText} from '../../writer/envoy/node.js';
import {workloadTable} from '../../writer/ztunnel/tables.js';
import {readZtunnelDump, workloadList} from '../../ztunnel/dump.js';
import {selectWorkloads, sortWorkloads} from '../../ztunnel/workload.js';

export default class ZtunnelConfigWorkload extends IstioCommand {
  static override summary = 'Show the workloads that a ztunnel knows';
  static override task = 'proxies' as const;
  static override aliases = spellings(['ztunnel-config', 'zc'], ['workload', 'w', 'workloads']);
  static override examples = [
    {
      description: 'What the ztunnel of a node knows',
      command: '<%= config.bin %> ztunnel-config workload --node node-1',
    },
    {description: 'From a saved dump', command: '<%= config.bin %> ztunnel-config workload -f ztunnel.json'},
  ];
  static override args = ztunnelTarget;
  static override strict = false;
  static override mostWords = 1;
  static override flags = {
    ...ztunnelFlags(),
    address: Flags.string({summary: 'Only workloads with this address', helpValue: 'ADDRESS'}),
    'workload-namespace': Flags.string({summary: 'Only workloads of this namespace', helpValue: 'NS'}),
    'workload-node': Flags.string({summary: 'Only workloads on this node', helpValue: 'NODE'}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(ZtunnelConfigWorkload);
    const {text, format, workload} = await readZtunnelInput({argv, flags}, this.terminal);
    const dump = readZtunnelDump(text);
    const workloads = selectWorkloads(dump.workloads, {
      address: flags.address,
      name: workload?.name,
      namespace: workload?.namespace ?? flags['workload-namespace'],
      node: flags['workload-node'],
    });
    if (format === 'short') this.print(workloadTable(sortWorkloads(workloads), dump));
    else this.print(nodeText(workloadList.print(workloads) ?? null, format));
  }
}
