// SPDX-License-Identifier: Apache-2.0
import {shapingFlags, showObjects} from '../../actions/describe/shaping-objects.js';
import {proxyTarget} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';

const ONLY_NAMES =
  'Note: dumps name what istiod made of objects; EnvoyFilters, Sidecars and others that leave no name are not listed.';

export default class DescribeObjects extends IstioCommand {
  static override summary = 'List the objects that shape a proxy, and what of it each one shapes';
  static override description =
    `A row per proxy and object. What istiod made of an object says so in the proxy; objects that leave no name there, such as
EnvoyFilters, Sidecars and Telemetries, are those whose labels, namespace or target take the pod. Services and ServiceEntries
are not listed: proxy-config cluster does.

Without a name all proxies of the namespace are asked; -A, -l, --gateways and --waypoints choose others.`;
  static override task = 'proxies' as const;
  static override strict = false;
  static override args = proxyTarget;
  static override aliases = spellings(
    ['describe', 'experimental:describe', 'x:describe', 'exp:describe'],
    ['objects', 'object'],
  );
  static override examples = [
    {description: 'What shapes a workload', command: '<%= config.bin %> describe objects deploy/web.shop'},
    {
      description: 'EnvoyFilters that are in use',
      command: "<%= config.bin %> describe objects -A --where 'kind=EnvoyFilter'",
    },
  ];
  static override flags = shapingFlags;

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(DescribeObjects);
    await showObjects(this.session, argv.map(String), flags, async () => undefined);
    if (flags.file !== undefined) this.say(ONLY_NAMES);
  }
}
