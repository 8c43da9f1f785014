// SPDX-License-Identifier: Apache-2.0
import {IstioCommand, spellings} from '../../../../cli/istio-command.js';

export default class WorkloadEntry extends IstioCommand {
  static override summary = 'Make what a workload outside Kubernetes needs to join the mesh';
  static override aliases = spellings(['experimental', 'x', 'exp'], ['workload'], ['entry']);
  static override group = true;

  async run(): Promise<void> {
    await this.parse(WorkloadEntry);
  }
}
