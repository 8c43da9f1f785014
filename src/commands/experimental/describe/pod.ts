// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import {describeFlags} from '../../../actions/describe/mesh.js';
import {describePod} from '../../../actions/describe/pod.js';
import {IstioCommand, spellings} from '../../../cli/istio-command.js';

export default class DescribePod extends IstioCommand {
  static override summary = 'Say which services, rules, routes and policies concern a pod';
  static override task = 'proxies' as const;
  static override strict = false;
  static override args = {pod: Args.string({description: 'Pod, with .NAMESPACE where it is another'})};
  static override aliases = [
    ...spellings(['experimental', 'x', 'exp'], ['describe', 'des'], ['pod', 'po']),
    ...['pod', 'po'].map((word) => `describe:${word}`),
  ];
  static override examples = [
    {description: 'A pod', command: '<%= config.bin %> x describe pod cart-v1-abc.shop'},
    {
      description: 'A pod outside the mesh',
      command: '<%= config.bin %> x describe pod job-1 -n shop --ignoreUnmeshed',
    },
  ];
  static override flags = describeFlags;

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(DescribePod);
    return describePod(this.session, argv.map(String), flags);
  }
}
