// SPDX-License-Identifier: Apache-2.0
import {STATUS_CODES} from 'node:http';
import type {Cluster} from '../cluster.js';
import type {PodAccess, PodAnswer, PodRequest} from './pod-access.js';
import {explained, FORWARDING} from './pod-reason.js';
import type {PodKey} from './pod-target.js';

/** What it takes to ask a server in a pod. */
export type PodPageAccess = Pick<PodAccess, 'fetch'> & Pick<Cluster, 'get'>;

/** So many times a server may send whoever asks to another of its pages; as Go's HTTP client has it. */
const MOST_REDIRECTS = 10;

/**
 * What a server in a pod answers, whatever its status; redirects to other pages of it are followed. Throws an
 * IstioctlError that begins with `failure` and names the hop: the API server, what it forbids, the pod, or its port.
 */
export async function askPod(
  cluster: PodPageAccess,
  pod: PodKey,
  {port, failure}: {port: number; failure: string},
  request: PodRequest,
): Promise<PodAnswer> {
  let asked = request;
  for (let redirects = 0; ; redirects++) {
    const answer = await askPage(cluster, pod, {port, failure}, asked);
    const path = request.method === 'GET' ? redirectedTo(answer, asked.path) : undefined;
    if (path === undefined || redirects >= MOST_REDIRECTS) return answer;
    asked = {...asked, path};
  }
}

/** The page of the same server that an answer sends to; undefined where it sends elsewhere or nowhere. */
function redirectedTo({status, headers: {location}}: PodAnswer, from: string): string | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || typeof location !== 'string') return undefined;
  const base = new URL(from, 'http://localhost');
  const target = URL.canParse(location, base.href) ? new URL(location, base) : undefined;
  return target?.host === base.host ? `${target.pathname}${target.search}` : undefined;
}

async function askPage(
  cluster: PodPageAccess,
  pod: PodKey,
  {port, failure}: {port: number; failure: string},
  request: PodRequest,
): Promise<PodAnswer> {
  try {
    return await cluster.fetch(pod, port, request);
  } catch (error) {
    throw await explained(cluster, pod, error, {failure, forwarding: FORWARDING});
  }
}

/** A status as HTTP writes it: `404 Not Found`. */
export function statusLine(status: number): string {
  return `${status} ${STATUS_CODES[status] ?? ''}`.trimEnd();
}
