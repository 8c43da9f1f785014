// SPDX-License-Identifier: Apache-2.0
import {withCluster} from '../../cli/cluster.js';
import {isCompatible} from '../../cli/compat.js';
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import type {allNamespaces, waypointName, waypointTimeout} from '../../cli/flags/waypoint.js';
import type {Session} from '../../cli/session.js';
import {ExitCode, IstioctlError, usageMistake} from '../../errors.js';
import {GATEWAY} from '../../waypoint/gateway.js';
import {untilProgrammed} from '../../waypoint/until-programmed.js';
import {waypointsOf} from '../../waypoint/waypoint.js';
import {NO_WAYPOINTS, statusTable} from '../../writer/waypoint/tables.js';

export type WaypointStatusFlags = GlobalFlagValues &
  FlagValues<typeof waypointName> &
  FlagValues<typeof allNamespaces> &
  FlagValues<typeof waypointTimeout> & {
    wait: boolean;
  };

/** Says whether waypoints are programmed. */
export async function waypointStatus(
  session: Session,
  argv: readonly string[],
  flags: WaypointStatusFlags,
): Promise<void> {
  if (argv.length > 0) throw usageMistake(`unknown subcommand ${JSON.stringify(argv[0])}`);
  const all = flags['all-namespaces'];
  await withCluster(flags, async (cluster, namespace) => {
    const gateways = await cluster.list(GATEWAY, all ? {} : {namespace});
    if (gateways.length === 0) return session.print(NO_WAYPOINTS);
    const {waypoints, late} = await untilProgrammed(
      cluster,
      waypointsOf(gateways),
      flags.wait ? flags['waypoint-timeout'] : 0,
    );
    const [first] = flags.wait ? late : [];
    const compatible = isCompatible(flags.compat);
    if (!first || !compatible) session.print(statusTable(waypoints, {namespaces: all}));
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
