// SPDX-License-Identifier: Apache-2.0
import {newWaypoint} from '../../cli/flags/waypoint.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {waypointGateway} from '../../waypoint/gateway.js';
import {emitYaml} from '../../yaml/emit.js';

export default class WaypointGenerate extends IstioCommand {
  static override summary = 'Print the Gateway that asks for a waypoint';
  static override task = 'install' as const;
  static override strict = false;
  static override mostWords = 0;
  static override examples = [
    {description: 'To keep in git', command: '<%= config.bin %> waypoint generate -n shop'},
    {
      description: 'For traffic to pods, under a name of its own',
      command: '<%= config.bin %> waypoint generate -n shop --name pods --for workload',
    },
  ];
  static override flags = newWaypoint;

  async run(): Promise<void> {
    const {flags} = await this.parse(WaypointGenerate);
    const {name, namespace, for: trafficType, revision} = flags;
    this.print(emitYaml(waypointGateway({name, namespace, trafficType, revision})));
  }
}
