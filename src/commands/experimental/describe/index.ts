// SPDX-License-Identifier: Apache-2.0
import {IstioCommand, spellings} from '../../../cli/istio-command.js';

export default class Describe extends IstioCommand {
  static override summary = 'Say what the mesh does with a pod or a service';
  static override task = 'proxies' as const;
  static override group = true;
  static override aliases = spellings(['experimental', 'x', 'exp'], ['describe', 'des']);

  async run(): Promise<void> {
    await this.parse(Describe);
  }
}
