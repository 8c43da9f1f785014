// SPDX-License-Identifier: Apache-2.0
import {IstioCommand, spellings} from '../../../cli/istio-command.js';

export default class Config extends IstioCommand {
  static override summary = "See what the environment and the user's configuration file set";
  static override task = 'other' as const;
  static override group = true;
  static override aliases = spellings(['experimental', 'x', 'exp'], ['config']);

  async run(): Promise<void> {
    await this.parse(Config);
  }
}
