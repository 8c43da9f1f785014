// SPDX-License-Identifier: Apache-2.0
import type {LogEntry} from '../log/entry.js';

/** Requests that failed in one way. */
export interface Problem {
  /** How many requests there were. */
  count: number;
  /** The line that says most: the server's where the client's only says that the server answered. */
  entry: LogEntry;
  /** The line of the client's proxy, or of the gateway. */
  client: LogEntry | undefined;
  /** Lines of the server's proxy about the same request. */
  servers: readonly LogEntry[];
}

/** One request in all the logs that have it. */
export type Joined = Omit<Problem, 'count'>;

/** Whether the line is of a proxy in front of the application that is asked. */
export function isServerLine(entry: LogEntry): boolean {
  const {cluster, sni, flags, detail, downstreamLocal, upstreamHost, authority} = entry;
  if (cluster.startsWith('inbound|') || cluster === 'InboundPassthroughCluster') return true;
  if (cluster !== '') return false;
  if (sni.startsWith('outbound_.')) return true;
  // Without a cluster: a filter chain that was not found, or bytes that are no HTTP; 15006 is the port of all that comes in.
  if (detail === 'filter_chain_not_found' || downstreamLocal.endsWith(':15006')) return true;
  return flags.includes('DPE') && upstreamHost === '' && authority === '';
}
