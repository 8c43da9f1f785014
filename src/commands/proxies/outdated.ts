// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {printOutdated} from '../../actions/istiod/outdated.js';
import {output} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {OUTDATED_FORMATS} from '../../writer/xds/outdated.js';

export default class ProxiesOutdated extends IstioCommand {
  static override summary = 'List pods whose proxy is older than their control plane, connected or not';
  static override task = 'proxies' as const;
  static override examples = [
    {description: 'All of them', command: '<%= config.bin %> proxies outdated -A'},
    {
      description: 'Restart them, after an upgrade in place',
      command: '<%= config.bin %> proxies outdated -A -o names | xargs -r -L 1 kubectl rollout restart',
    },
    {
      description: 'Who still is to move to another revision',
      command: '<%= config.bin %> proxies outdated -A --than canary',
    },
    {description: 'Who is older than a release', command: '<%= config.bin %> proxies outdated -n shop --than 1.30.3'},
  ];
  static override flags = {
    'all-namespaces': Flags.boolean({char: 'A', summary: 'Look at all namespaces'}),
    output: output(OUTDATED_FORMATS, 'wide'),
    than: Flags.string({
      summary: "Release or revision to have; what each proxy's own revision has when left out",
      helpValue: 'REVISION|VERSION',
    }),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(ProxiesOutdated);
    return printOutdated(this.session, flags);
  }
}
