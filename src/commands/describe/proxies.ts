// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import {existingResource, parseResource} from '../../actions/describe/named-resource.js';
import {shapingFlags, showObjects} from '../../actions/describe/shaping-objects.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {shapingKind} from '../../describe/shaping/kinds.js';
import type {ObjectName} from '../../describe/shaping/object-kind.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';

const {'all-namespaces': _, ...ofAllNamespaces} = shapingFlags;

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
  static override flags = ofAllNamespaces;

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(DescribeProxies);
    const [target, ...more] = argv.map(String);
    if (target === undefined || more.length > 0) {
      throw new IstioctlError('describe proxies requires one KIND/NAME', {
        exitCode: ExitCode.Usage,
        hint: 'for example: describe proxies vs/cart.shop',
      });
    }
    const given = parseResource(target, flags.namespace ?? '');
    const {apiVersion, kind, plural, leavesName} = shapingKind(given.type);
    if (flags.file !== undefined && !leavesName) {
      throw new IstioctlError(`a dump does not tell of any ${kind}`, {
        exitCode: ExitCode.NotChecked,
        hint: 'Without -f the cluster is asked whose labels it takes.',
      });
    }
    const onlyIn = async (cluster: ConnectedCluster | undefined): Promise<ObjectName> => {
      const namespace = given.namespace || (cluster?.origin.namespace ?? 'default');
      if (cluster) await existingResource(cluster, {...given, namespace, type: `${plural}.${groupOf(apiVersion)}`});
      return {kind, name: given.name, namespace};
    };
    const reached = await showObjects(this.session, [], {...flags, 'all-namespaces': true}, onlyIn);
    if (reached === 0) throw new IstioctlError(`${target} reaches none of the proxies that were asked`);
  }
}

function groupOf(apiVersion: string): string {
  return apiVersion.slice(0, apiVersion.indexOf('/'));
}
