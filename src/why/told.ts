// SPDX-License-Identifier: Apache-2.0
import {parseRequest} from '../envoy/trace/request.js';
import type {Problem} from './group/problem.js';
import {entryOf, TOLD} from './log/entry.js';

/** A request that failed, as somebody tells who sent it. */
export interface ToldRequest {
  /** The URL that was asked for. */
  request: string;
  /** `host:port` that the client connected to; that of the URL where it is left out. */
  to: string | undefined;
  /** What came back, in words or as a status. */
  result: string | undefined;
}

/**
 * Returns the problem that a request is of which there is no line in a log.
 * @throws IstioctlError (64) for what is no URL.
 */
export function toldProblem({request, to, result = ''}: ToldRequest): Problem {
  const {authority, host, method, path, port, sni} = parseRequest(request);
  const [code] = /^\d{3}\b/.exec(result) ?? [];
  const line = [method, request, ...(to === undefined ? [] : [`to ${to}`]), result].join(' ').trim();
  const entry = entryOf(
    {line, place: TOLD, format: 'text'},
    {
      ...{method, path, authority, sni: sni ?? '', detail: result, code: code ?? ''},
      downstreamLocal: to ?? `${host}:${port}`,
    },
  );
  return {count: 1, entry, client: undefined, servers: []};
}
