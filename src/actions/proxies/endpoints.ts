// SPDX-License-Identifier: Apache-2.0
import {isCompatible} from '../../cli/compat.js';
import type {FleetFlagValues, serviceFlags} from '../../cli/flags/fleet.js';
import type {FlagValues, GlobalFlagValues} from '../../cli/flags/global.js';
import type {PreviewFlagValues} from '../../cli/flags/preview.js';
import type {endpointFilters, ProxyFormat, proxyFlags} from '../../cli/flags/proxy.js';
import type {Session} from '../../cli/session.js';
import {findSection, readConfigDump} from '../../envoy/dump/config-dump.js';
import type {JsonText} from '../../envoy/dump/json-text.js';
import {
  clusterStatusMessages,
  compareEndpoints,
  type EndpointFilter,
  endpointsOf,
  readClusterStatuses,
} from '../../envoy/endpoint.js';
import type {ExitCode} from '../../errors.js';
import {endpointTable} from '../../writer/envoy/endpoint.js';
import {listPieces} from '../../writer/envoy/messages.js';
import {adminPage, readProxyDump} from './dump.js';
import {asksMany, showMany} from './many.js';

export type ShowEndpointsFlags = GlobalFlagValues &
  PreviewFlagValues &
  FlagValues<ReturnType<typeof proxyFlags>> &
  FleetFlagValues &
  FlagValues<typeof serviceFlags> &
  FlagValues<typeof endpointFilters>;

/** Lists the endpoints of a proxy, or of many. */
export async function showEndpoints(
  session: Session,
  argv: readonly string[],
  flags: ShowEndpointsFlags,
): Promise<ExitCode | void> {
  if (asksMany(argv, flags)) {
    const {assignmentKind, endpointKind} = await import('../../fleet/kinds/endpoint.js');
    // Nothing but a proxy that runs knows what it finds of their health.
    await showMany(session, flags.config === undefined ? endpointKind : assignmentKind, flags, argv, flags);
    return;
  }
  const {text, format, exitCode} = await readProxyDump(
    {word: 'endpoints', argv, flags, page: adminPage.endpoints},
    session.terminal,
  );
  const statuses = readClusterStatuses(text);
  const options = {compat: isCompatible(flags.compat)};
  if (flags.config !== undefined || (statuses.keys.includes('configs') && !options.compat)) {
    await showAssigned(session, text, format, flags);
    return exitCode;
  }
  if (format === 'short') session.print(endpointTable(endpointsOf(statuses, flags, options)));
  else
    await session.printAll(
      await listPieces('envoy.admin.v3.ClusterStatus', clusterStatusMessages(statuses, flags, options), format),
    );
}

/** A config dump says which endpoints the proxy was given, not what it finds of their health. */
async function showAssigned(
  session: Session,
  text: JsonText,
  format: ProxyFormat,
  filter: EndpointFilter & PreviewFlagValues,
): Promise<void> {
  const {edsEndpoints, loadAssignments} = await import('../../envoy/eds.js');
  const dump = readConfigDump(text);
  const found = findSection(dump, 'Endpoints')
    ? 'health is as EDS gave it, what Envoy finds is in its answer to /clusters?format=json'
    : 'it has endpoints when it was taken with /config_dump?include_eds=true';
  if (filter.config === undefined) session.say(`${text.name} is a config dump: ${found}`);
  if (format !== 'short') {
    const messages = loadAssignments(dump, filter);
    return session.printAll(await listPieces('envoy.config.endpoint.v3.ClusterLoadAssignment', messages, format));
  }
  session.print(endpointTable(edsEndpoints(dump, filter).sort(compareEndpoints)));
}
