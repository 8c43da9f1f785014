// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {snapshotProxies} from '../../actions/proxies/snapshot.js';
import {proxyPace, proxySelection} from '../../cli/flags/fleet.js';
import {adminPort} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';

export default class ProxyConfigSnapshot extends IstioCommand {
  static override summary = 'Save the configuration of many proxies in a folder';
  static override description =
    `Each proxy gets a folder NAMESPACE/POD with what its admin port answers, and index.json lists them. Private keys are left
out. proxy-config reads the folder with -f, and compares what is in it with diff.

Ends with 80 when some of the proxies did not answer; the others are saved.`;
  static override task = 'proxies' as const;
  static override aliases = spellings(['proxy-config', 'pc'], ['snapshot']);
  static override examples = [
    {description: 'All proxies of the mesh', command: '<%= config.bin %> proxy-config snapshot -A -O before-upgrade'},
    {description: 'Those of one application', command: '<%= config.bin %> pc snapshot -n shop -l app=cart -O cart'},
  ];
  static override args = {
    target: Args.string({description: 'Pods, or TYPE/NAME of what runs pods; all of the namespace when left out'}),
  };
  static override strict = false;
  static override flags = {
    ...adminPort,
    ...proxySelection,
    ...proxyPace,
    'output-dir': Flags.string({char: 'O', summary: 'Folder to save to', required: true, helpValue: 'DIR'}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(ProxyConfigSnapshot);
    return snapshotProxies(this.session, argv.map(String), flags);
  }
}
