// SPDX-License-Identifier: Apache-2.0
import {IstioCommand} from '../../cli/istio-command.js';

export default class Migrate extends IstioCommand {
  static override summary = 'Prepare a move of the mesh to another way of running it';
  static override task = 'install' as const;
  static override group = true;

  async run(): Promise<void> {
    await this.parse(Migrate);
  }
}
