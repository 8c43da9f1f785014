// SPDX-License-Identifier: Apache-2.0
import {adminPage, readProxyDump} from '../../actions/proxies/dump.js';
import {asksMany, showMany} from '../../actions/proxies/many.js';
import {fleetFlags, MANY_PROXIES, serviceFlags} from '../../cli/flags/fleet.js';
import {previewFlags} from '../../cli/flags/preview.js';
import {endpointFilters, proxyFlags, proxyTarget} from '../../cli/flags/proxy.js';
import {IstioCommand, spellings} from '../../cli/istio-command.js';
import {readConfigDump} from '../../envoy/dump/config-dump.js';
import {assignedEndpoints, loadAssignments} from '../../envoy/eds.js';
import type {ExitCode} from '../../errors.js';
import {assignmentTable} from '../../writer/envoy/endpoint.js';
import {listPieces} from '../../writer/envoy/messages.js';

export default class ProxyConfigEds extends IstioCommand {
  static override summary = 'Show the endpoints of an Envoy as EDS assigned them';
  static override description = MANY_PROXIES;
  static override task = 'proxies' as const;
  static override hidden = true;
  static override aliases = spellings(['proxy-config', 'pc'], ['eds']);
  static override examples = [
    {
      description: 'From a dump taken with ?include_eds=true',
      command: '<%= config.bin %> proxy-config eds -f dump.json',
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
    const {flags, argv} = await this.parse(ProxyConfigEds);
    if (asksMany(argv, flags)) {
      const {assignmentKind} = await import('../../fleet/kinds/endpoint.js');
      await showMany(this.session, assignmentKind, flags, argv, flags);
      return;
    }
    const {text, format, exitCode} = await readProxyDump(
      {word: 'eds', argv, flags, page: adminPage.everything},
      this.terminal,
    );
    const dump = readConfigDump(text);
    if (format === 'short') {
      this.print(assignmentTable(assignedEndpoints(dump, flags)));
      return exitCode;
    }
    const messages = loadAssignments(dump, flags);
    await this.printAll(await listPieces('envoy.config.endpoint.v3.ClusterLoadAssignment', messages, format));
    return exitCode;
  }
}
