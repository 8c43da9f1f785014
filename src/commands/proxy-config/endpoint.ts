// SPDX-License-Identifier: Apache-2.0

import {adminPage, readProxyDump} from '../../actions/proxies/dump.js';
import {asksMany, showMany} from '../../actions/proxies/many.js';
import {isCompatible} from '../../cli/compat.js';
import {fleetFlags, MANY_PROXIES, serviceFlags} from '../../cli/flags/fleet.js';
import {endpointFilters, type ProxyFormat, proxyFlags, proxyTarget} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {findSection, readConfigDump} from '../../envoy/config-dump.js';
import {
  clusterStatusMessages,
  compareEndpoints,
  type EndpointFilter,
  endpointsOf,
  readClusterStatuses,
} from '../../envoy/endpoint.js';
import type {JsonText} from '../../envoy/json-text.js';
import {endpointTable} from '../../writer/envoy/endpoint.js';
import {listPieces} from '../../writer/envoy/messages.js';

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
    ...fleetFlags,
    ...serviceFlags,
    ...endpointFilters,
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(ProxyConfigEndpoint);
    if (asksMany(argv, flags)) {
      const {endpointKind} = await import('../../fleet/kinds/endpoint.js');
      await showMany(this.session, endpointKind, flags, argv, flags);
      return;
    }
    const {text, format} = await readProxyDump(
      {word: 'endpoints', argv, flags, page: adminPage.endpoints},
      this.terminal,
    );
    const statuses = readClusterStatuses(text);
    const options = {compat: isCompatible(flags.compat)};
    if (statuses.keys.includes('configs') && !options.compat) return this.showAssigned(text, format, flags);
    if (format === 'short') this.print(endpointTable(endpointsOf(statuses, flags, options)));
    else
      await this.printAll(
        await listPieces('envoy.admin.v3.ClusterStatus', clusterStatusMessages(statuses, flags, options), format),
      );
  }

  /** A config dump says which endpoints the proxy was given, not what it finds of their health. */
  private async showAssigned(text: JsonText, format: ProxyFormat, filter: EndpointFilter): Promise<void> {
    const {edsEndpoints, loadAssignments} = await import('../../envoy/eds.js');
    const dump = readConfigDump(text);
    const found = findSection(dump, 'Endpoints')
      ? 'health is as EDS gave it, what Envoy finds is in its answer to /clusters?format=json'
      : 'it has endpoints when it was taken with /config_dump?include_eds=true';
    this.say(`${text.name} is a config dump: ${found}`);
    if (format !== 'short') {
      const messages = loadAssignments(dump, filter);
      return this.printAll(await listPieces('envoy.config.endpoint.v3.ClusterLoadAssignment', messages, format));
    }
    this.print(endpointTable(edsEndpoints(dump, filter).sort(compareEndpoints)));
  }
}
