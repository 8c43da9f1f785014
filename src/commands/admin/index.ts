// SPDX-License-Identifier: Apache-2.0
import {istiodSelector} from '../../actions/admin/pods.js';
import {IstioCommand} from '../../cli/istio-command.js';

export default class Admin extends IstioCommand {
  static override summary = 'Look into and adjust a running control plane';
  static override task = 'other' as const;
  static override group = true;
  static override aliases = ['istiod'];
  static override flags = istiodSelector;

  async run(): Promise<void> {
    await this.parse(Admin);
  }
}
