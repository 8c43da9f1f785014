// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {IstioCommand} from '../../cli/istio-command.js';

export default class Manifest extends IstioCommand {
  static override summary = 'Render, check and compare the manifests of a mesh';
  static override task = 'install' as const;
  static override group = true;
  static override flags = {
    'dry-run': Flags.boolean({summary: 'Accepted and without effect: nothing here writes to a cluster'}),
  };

  async run(): Promise<void> {
    await this.parse(Manifest);
  }
}
