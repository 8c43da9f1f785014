// SPDX-License-Identifier: Apache-2.0
import {waypointName} from '../../cli/flags/waypoint.js';
import {IstioCommand} from '../../cli/istio-command.js';

export default class Waypoint extends IstioCommand {
  static override summary = 'Make and look at waypoints, the proxies of an ambient mesh that understand HTTP';
  static override description =
    `Traffic of an ambient mesh passes ztunnels, which see connections. What looks into requests, such as routes by
header or authorization by path, takes a waypoint: a proxy for a namespace, a service or a workload.`;
  static override task = 'install' as const;
  static override group = true;
  static override flags = waypointName;

  async run(): Promise<void> {
    await this.parse(Waypoint);
  }
}
