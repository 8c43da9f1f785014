// SPDX-License-Identifier: Apache-2.0
import type {LogEntry} from '../log/entry.js';
import {isServerLine, type Joined} from './problem.js';

/** The detail of a response that another proxy or the application gave. */
const UPSTREAM = 'via_upstream';

/**
 * Joins the lines of both ends of requests: by x-request-id, by the address of the connection between them, and where a
 * log has neither, by endpoint, path and time.
 */
export function joinLines(entries: readonly LogEntry[]): Joined[] {
  const servers = entries.filter(isServerLine);
  const clients = entries.filter((entry) => !isServerLine(entry));
  const open = new Set(servers);
  const byId = indexed(servers, ({requestId}) => requestId);
  const bySubject = indexed(servers, subjectOf);
  const byConnection = indexed(servers, ({downstreamRemote}) => downstreamRemote);
  const joined = clients.map((client): Joined => {
    const found = [
      ...(byId.get(client.requestId) ?? []),
      ...(client.requestId === '' ? (byConnection.get(client.upstreamLocal) ?? []) : []),
      ...(client.requestId === ''
        ? (bySubject.get(subjectOf(client)) ?? []).filter((each) => open.has(each) && isMeanwhile(client, each))
        : []),
    ];
    // A connection that the server closed before the request has no id there.
    if (found.length === 0 && client.upstreamLocal !== '') {
      found.push(...(byConnection.get(client.upstreamLocal) ?? []).filter(({requestId}) => requestId === ''));
    }
    for (const server of found) open.delete(server);
    const own = [...new Set(found)];
    return {client, servers: own, entry: decisive(client, own)};
  });
  const alone = servers.filter((server) => open.has(server));
  return [...joined, ...alone.map((server): Joined => ({client: undefined, servers: [server], entry: server}))];
}

function indexed(entries: readonly LogEntry[], key: (entry: LogEntry) => string): Map<string, LogEntry[]> {
  const found = new Map<string, LogEntry[]>();
  for (const entry of entries) {
    if (key(entry) === '') continue;
    const list = found.get(key(entry));
    if (list) list.push(entry);
    else found.set(key(entry), [entry]);
  }
  return found;
}

/** What both ends of a request log alike, where there are no ids; empty for a connection, which has no such thing. */
function subjectOf({method, path, authority, upstreamHost}: LogEntry): string {
  return path === '' ? '' : [method, path, authority, upstreamHost].join(' ');
}

/** Without ids and addresses: the server's request is one that the client sent to it meanwhile. */
function isMeanwhile(client: LogEntry, server: LogEntry): boolean {
  const [begin, own] = [Date.parse(client.time), Date.parse(server.time)];
  // Clocks of two nodes differ by a little.
  const SLACK = 50;
  return own >= begin - SLACK && own <= begin + (client.duration ?? 0) + SLACK;
}

/** The line that says why: the server's, where the client's proxy passed on what the server's proxy answered, or was cut off by it. */
function decisive(client: LogEntry, servers: readonly LogEntry[]): LogEntry {
  const own = client.flags.length > 0 || (client.detail !== UPSTREAM && client.detail !== '');
  const wasCut = client.flags.includes('UC') || client.flags.includes('UF');
  const refusing = servers.findLast(
    ({detail, flags, termination}) => termination !== '' || flags.length > 0 || (detail !== UPSTREAM && detail !== ''),
  );
  if (!refusing) return client;
  return !own || (wasCut && (refusing.flags.includes('NR') || refusing.termination !== '')) ? refusing : client;
}
