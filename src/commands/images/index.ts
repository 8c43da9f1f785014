// SPDX-License-Identifier: Apache-2.0
import {IstioCommand} from '../../cli/istio-command.js';

export default class Images extends IstioCommand {
  static override summary = 'List the images that a mesh runs';
  static override task = 'install' as const;
  static override group = true;

  async run(): Promise<void> {
    await this.parse(Images);
  }
}
