// SPDX-License-Identifier: Apache-2.0
import {printCompletions} from '../actions/completion/complete.js';
import {IstioCommand} from '../cli/istio-command.js';

/** Asked by the completion scripts with the words typed so far; flags among them are not ours. */
export default class Complete extends IstioCommand {
  static override summary = 'Answer what may be typed next';
  static override hidden = true;
  static override strict = false;

  async run(): Promise<void> {
    return printCompletions(this.session);
  }
}
