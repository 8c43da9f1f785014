// SPDX-License-Identifier: Apache-2.0
import type {AssignedEndpoint} from '../../envoy/eds.js';
import type {Endpoint} from '../../envoy/endpoint.js';
import {alignColumns} from '../columns.js';

/** The table of endpoints with what Envoy finds of their health; where nothing is known of its outlier check, a dash. */
export function endpointTable(
  endpoints: readonly (Omit<Endpoint, 'failedOutlierCheck'> & Partial<Pick<Endpoint, 'failedOutlierCheck'>>)[],
): string {
  const rows = endpoints.map(({address, port, status, failedOutlierCheck, cluster}) => [
    port === 0 ? address : `${address}:${port}`,
    status,
    failedOutlierCheck === undefined ? '-' : failedOutlierCheck ? 'FAILED' : 'OK',
    cluster,
  ]);
  return alignColumns([['ENDPOINT', 'STATUS', 'OUTLIER CHECK', 'CLUSTER'], ...rows], 5);
}

/** The table of endpoints as EDS assigned them; with `named`, as part of a summary, names say what they are. */
export function assignmentTable(
  endpoints: readonly AssignedEndpoint[],
  {named = false}: {named?: boolean} = {},
): string {
  const rows = endpoints.map(({addresses, status, locality, cluster}) => [
    `${named ? 'endpoint/' : ''}${addresses.join(',')}`,
    status,
    locality,
    cluster,
  ]);
  return alignColumns([['NAME', 'STATUS', 'LOCALITY', 'CLUSTER'], ...rows], 5);
}
