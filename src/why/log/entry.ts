// SPDX-License-Identifier: Apache-2.0

/** One request or connection as an access log has it; texts are empty where the log does not say. */
export interface LogEntry {
  /** The line as it was read. */
  line: string;
  /** Name of the file and number of the line in it, from 1. */
  place: string;
  format: 'text' | 'json' | 'ztunnel';
  /** When the request began, RFC 3339. */
  time: string;
  method: string;
  path: string;
  protocol: string;
  authority: string;
  /** Status of the response; 0 where there was none. */
  code: number;
  /** Response flags in the order of the line. */
  flags: readonly string[];
  /** Response code details: who answered, and why. */
  detail: string;
  /** Why the connection was closed, of connections that are not taken for HTTP. */
  termination: string;
  /** Envoy's words for a connection to the server that failed. */
  transportFailure: string;
  bytesSent: number;
  bytesReceived: number;
  /** Milliseconds from the begin of the request to its end; undefined where the log does not say. */
  duration: number | undefined;
  requestId: string;
  userAgent: string;
  /** `address:port` of the server's endpoint. */
  upstreamHost: string;
  cluster: string;
  upstreamLocal: string;
  /** Where the client wanted to go, as the proxy sees it. */
  downstreamLocal: string;
  downstreamRemote: string;
  sni: string;
  routeName: string;
  /** What ztunnel says of the two ends; empty for Envoy. */
  ztunnel: Readonly<Record<string, string>>;
}

/** Place of an entry that no log has: somebody told of the request. */
export const TOLD = '--request';

/** The fields of an entry that a log format can fill. */
export type LogField = Exclude<keyof LogEntry, 'line' | 'place' | 'format' | 'ztunnel'>;

/**
 * Returns the entry of a line whose fields are known as texts. `-` and nothing stand for what is not known.
 *
 * @param fields Texts as the log has them, by the name of the field.
 */
export function entryOf(
  {line, place, format}: Pick<LogEntry, 'line' | 'place' | 'format'>,
  fields: Readonly<Partial<Record<LogField, string>>>,
): LogEntry {
  const text = (name: LogField): string => {
    const value = fields[name] ?? '';
    return value === '-' ? '' : value;
  };
  const duration = text('duration');
  return {
    ...{line, place, format, ztunnel: {}},
    ...{time: text('time'), method: text('method'), path: text('path'), protocol: text('protocol')},
    ...{authority: text('authority'), code: Number(text('code')) || 0},
    flags: text('flags')
      .split(',')
      .filter((flag) => flag !== ''),
    ...{detail: text('detail'), termination: text('termination'), transportFailure: text('transportFailure')},
    ...{bytesSent: Number(text('bytesSent')) || 0, bytesReceived: Number(text('bytesReceived')) || 0},
    duration: duration === '' || Number.isNaN(Number(duration)) ? undefined : Number(duration),
    ...{requestId: text('requestId'), userAgent: text('userAgent'), upstreamHost: text('upstreamHost')},
    ...{cluster: clusterName(text('cluster')), upstreamLocal: text('upstreamLocal')},
    ...{downstreamLocal: text('downstreamLocal'), downstreamRemote: text('downstreamRemote')},
    ...{sni: text('sni'), routeName: text('routeName')},
  };
}

/** The statistics' name of a cluster, which some formats print, ends with a semicolon. */
function clusterName(text: string): string {
  return text.replace(/;$/, '');
}
