// SPDX-License-Identifier: Apache-2.0
import {IstioCommand, spellings} from '../../../cli/istio-command.js';

export default class Workload extends IstioCommand {
  static override summary = 'Bring virtual machines and other workloads outside Kubernetes into the mesh';
  static override aliases = spellings(['experimental', 'x', 'exp'], ['workload']);
  static override group = true;

  async run(): Promise<void> {
    await this.parse(Workload);
  }
}
