// SPDX-License-Identifier: Apache-2.0
import {programmedStatus, tellingCondition, type Waypoint} from '../../waypoint/waypoint.js';
import {alignColumns} from '../columns.js';

const GAP = 5;

/** What is said where there is no Gateway at all. */
export const NO_WAYPOINTS = 'No waypoints found.\n';

/** `waypoint list`: a row for each; `namespaces` puts theirs first (spec/proxy.md §13). */
export function waypointTable(waypoints: readonly Waypoint[], {namespaces}: {namespaces: boolean}): string {
  const rows = waypoints.map((each) => [each.name, each.revision, each.trafficType, programmedStatus(each)]);
  return table(['NAME', 'REVISION', 'TRAFFIC TYPE', 'PROGRAMMED'], rows, namespaces ? waypoints : undefined);
}

/** `waypoint status`: a row for each with the condition that tells most. */
export function statusTable(waypoints: readonly Waypoint[], {namespaces}: {namespaces: boolean}): string {
  const rows = waypoints.map((each) => {
    const {status = '', type = '', reason = '', message = ''} = tellingCondition(each) ?? {};
    return [each.name, status, type, reason, message];
  });
  return table(['NAME', 'STATUS', 'TYPE', 'REASON', 'MESSAGE'], rows, namespaces ? waypoints : undefined);
}

function table(headings: string[], rows: string[][], waypoints: readonly Waypoint[] | undefined): string {
  if (!waypoints) return alignColumns([headings, ...rows], GAP);
  const long = rows.map((row, i) => [waypoints[i]?.namespace ?? '', ...row]);
  return alignColumns([['NAMESPACE', ...headings], ...long], GAP);
}
