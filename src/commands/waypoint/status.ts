// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {waypointStatus} from '../../actions/waypoint/status.js';
import {allNamespaces, waypointName, waypointTimeout} from '../../cli/flags/waypoint.js';
import {IstioCommand} from '../../cli/istio-command.js';

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
    return waypointStatus(this.session, argv.map(String), flags);
  }
}
