// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {checkMesh} from '../../actions/check/check.js';
import {duration, output} from '../../cli/flags/global.js';
import {IstioCommand} from '../../cli/istio-command.js';

export default class Check extends IstioCommand {
  static override summary = 'Look whether a mesh is healthy, or a cluster fit for one';
  static override task = 'install' as const;
  static override changes = ['wait'];
  static override description =
    `Ends with 79 when a check failed, with 80 when one could not be made and --strict is given, with 124 when --wait was
not long enough. Each check has an id; \`istioctl check explain ID\` says what it means and what to do.`;
  static override examples = [
    {description: 'All of the mesh', command: '<%= config.bin %> check'},
    {description: 'Before an install', command: '<%= config.bin %> check --pre'},
    {description: 'Until it is healthy, for CI', command: '<%= config.bin %> check --wait 5m -o junit'},
    {description: 'The proxies of a namespace', command: '<%= config.bin %> check --proxy -n shop'},
  ];
  static override flags = {
    'all-namespaces': Flags.boolean({char: 'A', summary: 'Proxies of all namespaces, which is the default'}),
    ambient: Flags.boolean({summary: 'Only istio-cni, ztunnel and waypoints'}),
    certs: Flags.boolean({summary: 'Only certificates'}),
    only: Flags.string({summary: 'Only the check of this id; may be repeated', multiple: true, helpValue: 'ID'}),
    output: output(['text', 'json', 'junit'], 'text'),
    pre: Flags.boolean({summary: 'What an install needs, before there is one'}),
    proxy: Flags.boolean({summary: 'Only proxies'}),
    skip: Flags.string({summary: 'Leave the check of this id out; may be repeated', multiple: true, helpValue: 'ID'}),
    strict: Flags.boolean({summary: 'A check that cannot be made counts, too'}),
    wait: duration({summary: 'Try again for so long, until no check fails'}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(Check);
    return checkMesh(this.session, flags);
  }
}
