// SPDX-License-Identifier: Apache-2.0
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {deleteWaypoints} from '../../actions/waypoint/delete.js';
import {waypointName, waypointRevision} from '../../cli/flags/waypoint.js';
import {IstioCommand} from '../../cli/istio-command.js';

export default class WaypointDelete extends IstioCommand {
  static override summary = 'Delete waypoints of a namespace';
  static override task = 'install' as const;
  static override changes = true;
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
    return deleteWaypoints(this.session, argv.map(String), flags);
  }
}
