// SPDX-License-Identifier: Apache-2.0
import {IstioCommand} from '../../cli/istio-command.js';

export default class Proxies extends IstioCommand {
  static override summary = 'Look after the proxies of a mesh';
  static override task = 'proxies' as const;
  static override group = true;

  async run(): Promise<void> {
    await this.parse(Proxies);
  }
}
