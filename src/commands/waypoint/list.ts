// SPDX-License-Identifier: Apache-2.0
import {withCluster} from '../../cli/cluster.js';
import {allNamespaces, waypointName} from '../../cli/flags/waypoint.js';
import {IstioCommand} from '../../cli/istio-command.js';
import {GATEWAY} from '../../waypoint/gateway.js';
import {waypointsOf} from '../../waypoint/waypoint.js';
import {NO_WAYPOINTS, waypointTable} from '../../writer/waypoint/tables.js';

export default class WaypointList extends IstioCommand {
  static override summary = 'List waypoints';
  static override task = 'install' as const;
  static override strict = false;
  static override mostWords = 0;
  static override examples = [
    {description: 'Of one namespace', command: '<%= config.bin %> waypoint list -n shop'},
    {description: 'All of them', command: '<%= config.bin %> waypoint list -A'},
  ];
  static override flags = {...waypointName, ...allNamespaces};

  async run(): Promise<void> {
    const {flags} = await this.parse(WaypointList);
    const all = flags['all-namespaces'];
    await withCluster(flags, async (cluster, namespace) => {
      const gateways = await cluster.list(GATEWAY, all ? {} : {namespace});
      this.print(gateways.length === 0 ? NO_WAYPOINTS : waypointTable(waypointsOf(gateways), {namespaces: all}));
    });
  }
}
