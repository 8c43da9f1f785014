// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {waitUntilDistributed} from '../actions/istiod/wait.js';
import {duration} from '../cli/flags/global.js';
import {xdsFlags} from '../cli/flags/istiod.js';
import {adminPort} from '../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../cli/istio-command.js';

export default class Wait extends IstioCommand {
  static override summary = 'Wait until a resource has reached the proxies';
  static override task = 'proxies' as const;
  static override changes = true;
  static override aliases = spellings(['wait', 'experimental:wait', 'x:wait', 'exp:wait']);
  static override strict = false;
  static override mostWords = 2;
  static override args = {
    resource: Args.string({description: 'KIND/NAME, with .NAMESPACE where it is another', required: true}),
  };
  static override examples = [
    {
      description: 'After kubectl apply, in a pipeline',
      command: '<%= config.bin %> wait --for=distributed virtualservice/cart.shop',
    },
    {
      description: 'Only the pods of a deployment',
      command: '<%= config.bin %> wait --for=distributed vs/cart -n shop --proxy deploy/web --timeout 1m',
    },
  ];
  static override flags = {
    ...xdsFlags,
    ...adminPort,
    for: Flags.string({summary: 'What to wait for: distributed', default: 'distributed', helpValue: 'CONDITION'}),
    proxy: Flags.string({
      summary: 'Only this pod, or these of TYPE/NAME, whose own configuration is looked at too; may be repeated',
      multiple: true,
      helpValue: 'PROXY',
    }),
    timeout: duration({summary: 'Time to wait; 0 looks once', default: 30_000, defaultHelp: async () => '30s'}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(Wait);
    return waitUntilDistributed(this.session, argv.map(String), flags);
  }
}
