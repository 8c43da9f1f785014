// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {applyWaypoint} from '../../actions/waypoint/apply.js';
import {newWaypoint, waypointTimeout} from '../../cli/flags/waypoint.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {USE_WAYPOINT} from '../../waypoint/gateway.js';

export default class WaypointApply extends IstioCommand {
  static override summary = 'Give a namespace a waypoint';
  static override task = 'install' as const;
  static override changes = true;
  static override strict = false;
  static override mostWords = 0;
  static override examples = [
    {
      description: 'Make one, send the traffic of the namespace through it, and wait until it is ready',
      command: '<%= config.bin %> waypoint apply -n shop --enroll-namespace --wait',
    },
    {
      description: 'Put another one in its place',
      command: '<%= config.bin %> waypoint apply -n shop --name canary --enroll-namespace --overwrite',
    },
  ];
  static override flags = {
    ...newWaypoint,
    ...waypointTimeout,
    'enroll-namespace': Flags.boolean({summary: `Label the namespace with ${USE_WAYPOINT}`}),
    overwrite: Flags.boolean({summary: 'Also where the namespace is enrolled with another waypoint'}),
    wait: Flags.boolean({char: 'w', summary: 'Wait until the waypoint is ready'}),
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(WaypointApply);
    return applyWaypoint(this.session, flags);
  }
}
