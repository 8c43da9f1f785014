// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import {describeFlags} from '../../../actions/describe/mesh.js';
import {describeService} from '../../../actions/describe/service.js';
import {IstioCommand, spellings} from '../../../cli/istio-command.js';

export default class DescribeService extends IstioCommand {
  static override summary = 'Say which rules, routes and policies concern a service';
  static override task = 'proxies' as const;
  static override strict = false;
  static override args = {service: Args.string({description: 'Service, with .NAMESPACE where it is another'})};
  static override aliases = [
    ...spellings(['experimental', 'x', 'exp'], ['describe', 'des'], ['service', 'svc']),
    ...['service', 'svc'].map((word) => `describe:${word}`),
  ];
  static override examples = [{description: 'A service', command: '<%= config.bin %> x describe service cart.shop'}];
  static override flags = describeFlags;

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(DescribeService);
    return describeService(this.session, argv.map(String), flags);
  }
}
