// SPDX-License-Identifier: Apache-2.0
import type {LogEntry} from '../log/entry.js';
import {joinLines} from './join.js';
import type {Joined, Problem} from './problem.js';

/**
 * Returns what went wrong in logs, requests that failed alike as one, the most harmful first. Requests that went well are
 * left out.
 */
export function problemsIn(entries: readonly LogEntry[]): Problem[] {
  const groups = new Map<string, Problem>();
  for (const joined of joinLines(entries)) {
    if (!isBad(joined)) continue;
    const key = keyOf(joined);
    const known = groups.get(key);
    // The last line is the one whose state the objects and dumps show.
    groups.set(key, {...joined, count: (known?.count ?? 0) + 1});
  }
  return [...groups.values()].toSorted(byHarm);
}

function isBad({entry, client, servers}: Joined): boolean {
  return [entry, ...(client ? [client] : []), ...servers].some(
    ({code, flags, termination, format, detail}) =>
      code >= 400 || flags.length > 0 || termination !== '' || (format === 'ztunnel' && detail !== ''),
  );
}

/** What makes two failures one: the same answer of the same proxy for the same destination. */
function keyOf({entry, client}: Joined): string {
  const {code, flags, detail, termination, cluster, ztunnel} = entry;
  const at = client ?? entry;
  const base = [code, flags.join(','), detail, termination, cluster, client?.cluster ?? ''];
  if (entry.format === 'ztunnel') return [...base, ztunnel['src.workload'], ztunnel['dst.service']].join(' ');
  // Which rule takes a request depends on its path.
  const isRouted = (client?.cluster ?? cluster) !== '' && flags.length + termination.length > 0;
  return [...base, at.authority, isRouted ? '' : pathShape(at.path)].join(' ');
}

/** A path without its query, ids in it as `*`. */
function pathShape(path: string): string {
  return path.replace(/\?.*$/, '').replaceAll(/(?<=\/)(?:\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,})(?=\/|$)/gi, '*');
}

function byHarm(a: Problem, b: Problem): number {
  return (
    harmOf(b) - harmOf(a) ||
    Number(b.entry.flags.length > 0) - Number(a.entry.flags.length > 0) ||
    (a.entry.time < b.entry.time ? 1 : -1)
  );
}

/** How many requests, those more that somebody else than the client has to mend. */
function harmOf({count, entry, client}: Problem): number {
  const {code, flags} = client ?? entry;
  // A client that has gone gets no answer, one that was kept waiting gets one.
  if (flags.includes('DC') || (code > 0 && code < 400)) return count;
  return count * (code === 0 || code >= 500 ? 4 : 2);
}
