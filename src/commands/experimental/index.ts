// SPDX-License-Identifier: Apache-2.0
import {IstioCommand, spellings} from '../../cli/istio-command.js';

export default class Experimental extends IstioCommand {
  static override summary = 'Commands that may still change';
  static override aliases = spellings(['experimental', 'x', 'exp']);
  static override group = true;

  async run(): Promise<void> {
    await this.parse(Experimental);
  }
}
