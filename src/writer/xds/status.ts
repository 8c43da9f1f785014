// SPDX-License-Identifier: Apache-2.0
import {compareBytes} from '../../envoy/proto/well-known.js';
import {
  CDS,
  ECDS,
  EDS,
  LDS,
  type ProxyStatus,
  RDS,
  shortTypeName,
  subscribedTypes,
  type TypeStatus,
} from '../../xds/sync-status.js';
import {humanAge} from '../age.js';
import {alignColumns} from '../columns.js';

const GAP = 5;

/** The table of `proxy-status`: the types that each proxy has asked for. */
export function statusTable(proxies: readonly ProxyStatus[]): string {
  const rows = proxies.map((proxy) => {
    const types = subscribedTypes(proxy).map(shortTypeName);
    const subscribed = types.length === 0 ? '0' : `${types.length} (${types.join(',')})`;
    return [proxy.id, proxy.cluster, proxy.istiod, proxy.version, subscribed];
  });
  return alignColumns([['NAME', 'CLUSTER', 'ISTIOD', 'VERSION', 'SUBSCRIBED TYPES'], ...rows], GAP);
}

/** The table of `proxy-status -v 1`: a column for each type, sorted by URL. `now` is in milliseconds. */
export function verboseStatusTable(proxies: readonly ProxyStatus[], now: number): string {
  const seen = proxies.flatMap(({types}) => types.map(({typeUrl}) => typeUrl));
  const columns = [...new Set([CDS, LDS, EDS, RDS, ECDS, ...seen])].sort(compareBytes);
  const rows = proxies.map((proxy) => {
    const states = columns.map((column) => {
      const type = proxy.types.findLast(({typeUrl}) => typeUrl === column);
      return type === undefined ? 'IGNORED' : stateText(type, now);
    });
    return [proxy.id, proxy.cluster, ...states, proxy.istiod, proxy.version];
  });
  return alignColumns([['NAME', 'CLUSTER', ...columns.map(shortTypeName), 'ISTIOD', 'VERSION'], ...rows], GAP);
}

/** `SYNCED (3m)` */
export function stateText({state, lastUpdated}: TypeStatus, now: number): string {
  if (state === 'UNKNOWN') return 'IGNORED';
  const text = state === 'NOT_SENT' ? 'NOT SENT' : state;
  return lastUpdated === undefined ? text : `${text} (${humanAge(now - Date.parse(lastUpdated))})`;
}
