// SPDX-License-Identifier: Apache-2.0
import {IstioCommand} from '../../cli/istio-command.js';

export default class Describe extends IstioCommand {
  static override summary = 'Say what the mesh does between workloads';
  static override task = 'proxies' as const;
  static override group = true;

  async run(): Promise<void> {
    await this.parse(Describe);
  }
}
