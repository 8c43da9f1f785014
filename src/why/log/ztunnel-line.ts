// SPDX-License-Identifier: Apache-2.0
import {entryOf, type LogEntry} from './entry.js';

const HEAD = /^(\S+)\t(?:info|warn|error|debug)\taccess\t(?:connection (?:complete|failed|opened)|.*?)\t?(?=\S+=)/;
const PAIR = /([a-z_.]+)=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g;

/** Returns the entry of a line of ztunnel's access log; undefined for any other (istio.io, "Verify mutual TLS", ztunnel). */
export function readZtunnelLine(line: string, place: string): LogEntry | undefined {
  const head = HEAD.exec(line);
  if (!head) return undefined;
  const pairs = Object.fromEntries(
    [...line.slice(head[0].length).matchAll(PAIR)].map(([, key = '', quoted, bare]) => [key, quoted ?? bare ?? '']),
  );
  if (pairs['src.addr'] === undefined && pairs['dst.addr'] === undefined) return undefined;
  const entry = entryOf(
    {line, place, format: 'ztunnel'},
    {
      ...{time: head[1] ?? '', bytesSent: pairs['bytes_sent'] ?? '', bytesReceived: pairs['bytes_recv'] ?? ''},
      ...{downstreamRemote: pairs['src.addr'] ?? '', downstreamLocal: pairs['dst.addr'] ?? ''},
      ...{duration: (pairs['duration'] ?? '').replace(/ms$/, ''), detail: pairs['error'] ?? ''},
      ...{authority: pairs['dst.service'] ?? ''},
    },
  );
  return {...entry, ztunnel: pairs};
}
