// SPDX-License-Identifier: Apache-2.0
import {withCluster} from '../../cli/cluster.js';
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import type {waypointName, waypointRevision} from '../../cli/flags/waypoint.js';
import type {Session} from '../../cli/session.js';
import {IstioctlError, usageMistake} from '../../errors.js';
import {GATEWAY, REVISION} from '../../waypoint/gateway.js';
import {waypointsOf} from '../../waypoint/waypoint.js';

export type DeleteWaypointsFlags = GlobalFlagValues &
  FlagValues<typeof waypointName> &
  FlagValues<typeof waypointRevision> & {
    all: boolean;
  };

/** Deletes waypoints. */
export async function deleteWaypoints(
  session: Session,
  argv: readonly string[],
  flags: DeleteWaypointsFlags,
): Promise<void> {
  const names = [...new Set(argv.map(String))];
  const {all, revision} = flags;
  if (names.length > 0 && (all || revision)) {
    throw usageMistake('cannot specify waypoint names when deleting all waypoints');
  }
  if (names.length === 0 && !all && !revision) {
    throw usageMistake(
      'must specify a waypoint name or delete all using --all or delete specific revision using --revision',
    );
  }
  await withCluster(flags, async (cluster, namespace) => {
    const options = {namespace, ...(revision && {labelSelector: `${REVISION}=${revision}`})};
    const there = waypointsOf(await cluster.list(GATEWAY, options)).map(({name}) => name);
    for (const name of names) if (!there.includes(name)) session.print(`waypoint ${namespace}/${name} not found\n`);
    const doomed = names.length > 0 ? names.filter((name) => there.includes(name)) : there;
    const failures: string[] = [];
    for (const name of doomed) {
      try {
        await cluster.delete(GATEWAY, {namespace, name});
        session.print(`waypoint ${namespace}/${name} deleted\n`);
      } catch (error) {
        if (!(error instanceof IstioctlError)) throw error;
        failures.push(`waypoint ${namespace}/${name}: ${error.message}`);
      }
    }
    if (failures.length > 0) throw new IstioctlError(failures.join('\n'));
  });
}
