// SPDX-License-Identifier: Apache-2.0
import {IstioCommand} from '../../cli/istio-command.js';

export default class Installed extends IstioCommand {
  static override summary = 'See what the meshes of the cluster were installed from';
  static override task = 'install' as const;
  static override group = true;

  async run(): Promise<void> {
    await this.parse(Installed);
  }
}
