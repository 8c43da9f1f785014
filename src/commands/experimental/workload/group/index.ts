// SPDX-License-Identifier: Apache-2.0
import {IstioCommand, spellings} from '../../../../cli/istio-command.js';

export default class WorkloadGroup extends IstioCommand {
  static override summary = 'Describe what workloads outside Kubernetes have in common';
  static override aliases = spellings(['experimental', 'x', 'exp'], ['workload'], ['group']);
  static override group = true;

  async run(): Promise<void> {
    await this.parse(WorkloadGroup);
  }
}
