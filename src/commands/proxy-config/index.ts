// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {adminPort} from '../../cli/flags/proxy.js';
import {IstioCommand} from '../../cli/istio-command.js';

export default class ProxyConfig extends IstioCommand {
  static override summary = 'Show what an Envoy proxy is configured to do';
  static override task = 'proxies' as const;
  static override group = true;
  static override aliases = ['pc'];
  static override flags = {
    ...adminPort,
    output: Flags.string({char: 'o', summary: 'Output format of the command below', default: 'short'}),
  };

  async run(): Promise<void> {
    await this.parse(ProxyConfig);
  }
}
