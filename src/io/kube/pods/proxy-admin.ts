// SPDX-License-Identifier: Apache-2.0
import {type ErrorDetails, IstioctlError} from '../../../errors.js';
import type {Cluster} from '../cluster.js';
import type {PodAccess, PodAnswer} from './pod-access.js';
import {podName} from './pod-failure.js';
import {explained, FORWARDING} from './pod-reason.js';
import type {PodKey} from './pod-target.js';

/** What it takes to ask a proxy. */
export type ProxyAccess = Pick<PodAccess, 'fetch'> & Pick<Cluster, 'get'>;

/** The admin pages of one proxy. Nothing that alters the proxy is asked for but by `post`. */
export interface ProxyAdmin {
  /** The answer to a path with its query, such as `config_dump?mask=bootstrap`. */
  get(path: string): Promise<Buffer>;
  post(path: string): Promise<Buffer>;
}

export interface ProxyAdminOptions {
  /** Port of the admin pages, mostly 15000. */
  port: number;
  /** What a failure is called, before the reason: `failed to execute command on Envoy`. */
  failure: string;
}

/** The proxy answered, and not with what was asked for. */
class UnexpectedStatus extends IstioctlError {
  constructor(
    message: string,
    readonly status: number,
    details: ErrorDetails,
  ) {
    super(message, details);
  }
}

/** A part of the config dump, or all of it from a proxy that is too old to know the part. */
export async function configDumpPart(admin: ProxyAdmin, page: string): Promise<Buffer> {
  try {
    return await admin.get(page);
  } catch (error) {
    const isRefused = error instanceof UnexpectedStatus && error.status >= 400 && error.status < 500;
    if (!isRefused || !page.startsWith('config_dump?')) throw error;
    return admin.get('config_dump');
  }
}

/**
 * Reaches the admin pages of the proxy in a pod. Every request ends within the time of the cluster's requests, or
 * throws an IstioctlError that names the hop: the API server, what it forbids, the pod, its port, or the page.
 */
export function proxyAdmin(cluster: ProxyAccess, pod: PodKey, {port, failure}: ProxyAdminOptions): ProxyAdmin {
  const ask = async (method: 'GET' | 'POST', path: string): Promise<Buffer> => {
    let answer: PodAnswer;
    try {
      answer = await cluster.fetch(pod, port, {method, path: `/${path}`});
    } catch (error) {
      throw await explained(cluster, pod, error, {failure, forwarding: `${FORWARDING}: ${FORWARDING}`, isProxy: true});
    }
    if (answer.status === 200) return answer.body;
    throw new UnexpectedStatus(`${failure}: unexpected status code: ${answer.status}`, answer.status, {
      hint: `port ${port} of pod ${podName(pod)} answered /${path} with: ${firstLine(answer.body) || 'nothing'}`,
    });
  };
  return {get: (path) => ask('GET', path), post: (path) => ask('POST', path)};
}

function firstLine(body: Buffer): string {
  return body.toString('utf8').trim().split('\n')[0]?.slice(0, 200) ?? '';
}
