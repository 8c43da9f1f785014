// SPDX-License-Identifier: Apache-2.0
import {IstioCommand} from '../../cli/istio-command.js';

export default class Preview extends IstioCommand {
  static override summary = 'Show what a mesh will do, from its resources alone';
  static override task = 'proxies' as const;
  static override group = true;

  async run(): Promise<void> {
    await this.parse(Preview);
  }
}
