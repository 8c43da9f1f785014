// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {readZtunnelInput, ztunnelFlags, ztunnelTarget} from '../../actions/ztunnel/dump.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {nodeText} from '../../writer/envoy/node.js';
import {policyTable} from '../../writer/ztunnel/tables.js';
import {policyList, readZtunnelDump} from '../../ztunnel/dump.js';
import {selectPolicies} from '../../ztunnel/policy.js';

export default class ZtunnelConfigPolicy extends IstioCommand {
  static override summary = 'Show the authorization policies that a ztunnel knows';
  static override task = 'proxies' as const;
  static override aliases = spellings(['ztunnel-config', 'zc'], ['policy', 'policies', 'p', 'pol']);
  static override examples = [
    {description: 'Any ztunnel', command: '<%= config.bin %> ztunnel-config policy'},
    {description: 'From a saved dump', command: '<%= config.bin %> ztunnel-config policy -f ztunnel.json'},
  ];
  static override args = ztunnelTarget;
  static override strict = false;
  static override mostWords = 1;
  static override flags = {
    ...ztunnelFlags(),
    'policy-namespace': Flags.string({summary: 'Only policies of this namespace', helpValue: 'NS'}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(ZtunnelConfigPolicy);
    const {text, format} = await readZtunnelInput({argv, flags}, this.terminal);
    const policies = selectPolicies(readZtunnelDump(text).policies, flags['policy-namespace']);
    if (format === 'short') this.print(policyTable(policies));
    else this.print(nodeText(policyList.print(policies) ?? null, format));
  }
}
