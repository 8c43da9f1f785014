// SPDX-License-Identifier: Apache-2.0
import {showEndpoints} from '../../actions/proxies/endpoints.js';
import {fleetFlags, MANY_PROXIES, serviceFlags} from '../../cli/flags/fleet.js';
import {previewFlags} from '../../cli/flags/preview.js';
import {endpointFilters, proxyFlags, proxyTarget} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import type {ExitCode} from '../../errors.js';

export default class ProxyConfigEndpoint extends IstioCommand {
  static override summary = 'Show the endpoints of an Envoy and their health';
  static override description = MANY_PROXIES;
  static override task = 'proxies' as const;
  static override aliases = spellings(['proxy-config', 'pc'], ['endpoint', 'endpoints', 'ep']);
  static override examples = [
    {
      description: 'Endpoints of a running proxy that are out of rotation',
      command: '<%= config.bin %> pc endpoint deploy/web.shop --status UNHEALTHY',
    },
    {
      description: 'From what Envoy answered to /clusters?format=json',
      command: '<%= config.bin %> proxy-config endpoint -f clusters.json',
    },
    {
      description: 'Endpoints that are out of rotation',
      command: '<%= config.bin %> pc endpoint -f clusters.json --status UNHEALTHY',
    },
    {
      description: 'What is not healthy, for a spreadsheet',
      command: "<%= config.bin %> pc endpoint -f clusters.json --where 'status!=HEALTHY' -o csv",
    },
  ];
  static override args = proxyTarget;
  static override strict = false;
  static override flags = {
    ...proxyFlags(),
    ...previewFlags,
    ...fleetFlags,
    ...serviceFlags,
    ...endpointFilters,
  };

  async run(): Promise<ExitCode | void> {
    const {flags, argv} = await this.parse(ProxyConfigEndpoint);
    return showEndpoints(this.session, argv.map(String), flags);
  }
}
