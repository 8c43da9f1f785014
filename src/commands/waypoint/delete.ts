// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {withCluster} from '../../cli/cluster.js';
import {waypointName, waypointRevision} from '../../cli/flags/waypoint.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {IstioctlError, usageMistake} from '../../errors.js';
import {GATEWAY, REVISION} from '../../waypoint/gateway.js';
import {waypointsOf} from '../../waypoint/waypoint.js';

export default class WaypointDelete extends IstioCommand {
  static override summary = 'Delete waypoints of a namespace';
  static override task = 'install' as const;
  static override strict = false;
  static override args = {names: Args.string({description: 'Names of waypoints'})};
  static override examples = [
    {description: 'One', command: '<%= config.bin %> waypoint delete waypoint -n shop'},
    {description: 'Those of a revision', command: '<%= config.bin %> waypoint delete --revision canary -n shop'},
    {description: 'All of a namespace', command: '<%= config.bin %> waypoint delete --all -n shop'},
  ];
  static override flags = {
    ...waypointName,
    ...waypointRevision,
    all: Flags.boolean({summary: 'All waypoints of the namespace'}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(WaypointDelete);
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
      for (const name of names) if (!there.includes(name)) this.print(`waypoint ${namespace}/${name} not found\n`);
      const doomed = names.length > 0 ? names.filter((name) => there.includes(name)) : there;
      const failures: string[] = [];
      for (const name of doomed) {
        try {
          await cluster.delete(GATEWAY, {namespace, name});
          this.print(`waypoint ${namespace}/${name} deleted\n`);
        } catch (error) {
          if (!(error instanceof IstioctlError)) throw error;
          failures.push(`waypoint ${namespace}/${name}: ${error.message}`);
        }
      }
      if (failures.length > 0) throw new IstioctlError(failures.join('\n'));
    });
  }
}
