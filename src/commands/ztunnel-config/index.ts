// SPDX-License-Identifier: Apache-2.0
import {IstioCommand} from '../../cli/istio-command.js';

export default class ZtunnelConfig extends IstioCommand {
  static override summary = 'Show what a ztunnel holds';
  static override task = 'proxies' as const;
  static override group = true;
  static override aliases = ['zc'];

  async run(): Promise<void> {
    await this.parse(ZtunnelConfig);
  }
}
