// SPDX-License-Identifier: Apache-2.0
import {IstioCommand, spellings} from '../../../cli/istio-command.js';

export default class Authz extends IstioCommand {
  static override summary = 'Look into authorization policies';
  static override task = 'proxies' as const;
  static override group = true;
  static override aliases = spellings(['experimental', 'x', 'exp'], ['authz']);

  async run(): Promise<void> {
    await this.parse(Authz);
  }
}
