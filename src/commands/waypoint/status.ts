// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {withCluster} from '../../cli/cluster.js';
import {isCompatible} from '../../cli/compat.js';
import {allNamespaces, waypointName, waypointTimeout} from '../../cli/flags/waypoint.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {ExitCode, IstioctlError, usageMistake} from '../../errors.js';
import {GATEWAY} from '../../waypoint/gateway.js';
import {untilProgrammed} from '../../waypoint/until-programmed.js';
import {waypointsOf} from '../../waypoint/waypoint.js';
import {NO_WAYPOINTS, statusTable} from '../../writer/waypoint/tables.js';

export default class WaypointStatus extends IstioCommand {
  static override summary = 'Say whether waypoints are ready, and why not';
  static override task = 'install' as const;
  static override strict = false;
  static override examples = [
    {description: 'Wait until those of a namespace are ready', command: '<%= config.bin %> waypoint status -n shop'},
    {description: 'As it is now, everywhere', command: '<%= config.bin %> waypoint status -A --wait=false'},
  ];
  static override flags = {
    ...waypointName,
    ...allNamespaces,
    ...waypointTimeout,
    wait: Flags.boolean({char: 'w', summary: 'Wait until they are ready', default: true}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(WaypointStatus);
    if (argv.length > 0) throw usageMistake(`unknown subcommand ${JSON.stringify(argv[0])}`);
    const all = flags['all-namespaces'];
    await withCluster(flags, async (cluster, namespace) => {
      const gateways = await cluster.list(GATEWAY, all ? {} : {namespace});
      if (gateways.length === 0) return this.print(NO_WAYPOINTS);
      const {waypoints, late} = await untilProgrammed(
        cluster,
        waypointsOf(gateways),
        flags.wait ? flags['waypoint-timeout'] : 0,
      );
      const [first] = flags.wait ? late : [];
      const compatible = isCompatible(flags.compat);
      if (!first || !compatible) this.print(statusTable(waypoints, {namespaces: all}));
      if (!first) return;
      throw new IstioctlError(
        `failed to print waypoint status: timed out while retrieving status for waypoint\t${first.namespace}/${first.name}`,
        {
          exitCode: compatible ? ExitCode.Failed : ExitCode.TimedOut,
          hint: `${late.length} of ${waypoints.length} not programmed; \`istioctl waypoint status --wait=false\` shows them as they are`,
        },
      );
    });
  }
}
