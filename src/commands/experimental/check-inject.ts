// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {checkInject} from '../../actions/inject/check.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';

export default class CheckInject extends IstioCommand {
  static override summary = 'Say whether a pod would be injected, by which webhook, and why';
  static override aliases = spellings(['experimental', 'x', 'exp'], ['check-inject']);
  static override strict = false;
  static override args = {
    pod: Args.string({description: 'Pod, or type/name of what runs it; a namespace may follow a dot'}),
  };
  static override examples = [
    {description: 'A pod', command: '<%= config.bin %> x check-inject reviews-v1-7f9.shop'},
    {description: 'A pod of a deployment', command: '<%= config.bin %> x check-inject deployment/reviews -n shop'},
    {description: 'A pod that is not there yet', command: '<%= config.bin %> x check-inject -n shop -l app=reviews'},
  ];
  static override flags = {
    labels: Flags.string({
      char: 'l',
      summary: 'Labels of a pod that need not exist',
      default: '',
      helpValue: 'KEY=VALUE,…',
    }),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(CheckInject);
    return checkInject(this.session, argv.map(String), flags);
  }
}
