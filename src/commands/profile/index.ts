// SPDX-License-Identifier: Apache-2.0
import {IstioCommand} from '../../cli/istio-command.js';

export default class Profile extends IstioCommand {
  static override summary = 'List, show and compare the built-in profiles';
  static override task = 'install' as const;
  static override group = true;

  async run(): Promise<void> {
    await this.parse(Profile);
  }
}
