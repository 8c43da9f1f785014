// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import {checkOf} from '../../check/run.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {explainText} from '../../writer/check/text.js';

export default class CheckExplain extends IstioCommand {
  static override summary = 'Say what a check looks at, why, and what to do when it fails';
  static override task = 'install' as const;
  static override examples = ['<%= config.bin %> check explain C031'];
  static override args = {ID: Args.string({required: true, description: 'Id of the check, as `check` prints it'})};

  async run(): Promise<void> {
    const {args} = await this.parse(CheckExplain);
    this.print(explainText(checkOf(args.ID)));
  }
}
