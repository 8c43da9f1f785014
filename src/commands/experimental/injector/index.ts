// SPDX-License-Identifier: Apache-2.0
import {IstioCommand, spellings} from '../../../cli/istio-command.js';

export default class Injector extends IstioCommand {
  static override summary = 'Look at the injectors of a mesh';
  static override aliases = spellings(['experimental', 'x', 'exp'], ['injector']);
  static override group = true;

  async run(): Promise<void> {
    await this.parse(Injector);
  }
}
