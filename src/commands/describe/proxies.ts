// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import {describeProxies} from '../../actions/describe/proxies.js';
import {meshShapingFlags} from '../../actions/describe/shaping-objects.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';

export default class DescribeProxies extends IstioCommand {
  static override summary = 'List the proxies that an object reaches, and what of them it shapes';
  static override description = `The opposite of describe objects: what holds there of objects holds here.

All proxies of the mesh are asked, unless -l, --gateways or --waypoints choose some; -n says where the object is.

Ends with 1 when the object reaches none of them.`;
  static override task = 'proxies' as const;
  static override strict = false;
  static override args = {
    object: Args.string({description: 'KIND/NAME, with .NAMESPACE where it is another'}),
  };
  static override aliases = spellings(
    ['describe', 'experimental:describe', 'x:describe', 'exp:describe'],
    ['proxies', 'proxy'],
  );
  static override examples = [
    {description: 'Whom a VirtualService concerns', command: '<%= config.bin %> describe proxies vs/cart.shop'},
    {
      description: 'Names of the pods, for a script',
      command: '<%= config.bin %> describe proxies envoyfilter/lua -n shop -o name',
    },
  ];
  static override flags = meshShapingFlags;

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(DescribeProxies);
    return describeProxies(this.session, argv.map(String), flags);
  }
}
