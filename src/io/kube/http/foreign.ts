// SPDX-License-Identifier: Apache-2.0

import {ApiError} from '../../../kube/api-error.js';
import type {ClusterOrigin} from '../cluster.js';
import {isRecord} from '../config/kubeconfig.js';
import {maskedUrl} from '../config/masked.js';
import {from, type Operation, placeOf} from './failure.js';
import type {HttpAnswer} from './http.js';

/** What an API server says in plain text of a path below which it has nothing. */
const UNKNOWN_PATH = '404 page not found';

/**
 * Returns the error for a refusal that no Kubernetes API gives: a redirect, an HTML page, a "not found" without a Status.
 * Undefined for every other answer. It never has the status 404, which would read as "there is no such object".
 */
export function foreignRefusal(origin: ClusterOrigin, operation: Operation, answer: HttpAnswer): ApiError | undefined {
  const {status, headers, body} = answer;
  if (status >= 300 && status < 400) {
    const to = headers.location === undefined ? '' : ` to ${maskedUrl(headers.location)}`;
    return notKubernetes(origin, operation, `a redirect${to} (HTTP ${status})`);
  }
  const page = pageIn(answer);
  if (page !== undefined && status >= 500) {
    return new ApiError(
      `${placeOf(origin)} answered ${doing(operation)} with ${page} (HTTP ${status}), not as a Kubernetes API does; ${from(origin)}`,
      {
        status,
        transient: true,
        hint: 'A load balancer or proxy before the API server answers for it: try again, or see what it has to say.',
      },
    );
  }
  if (page !== undefined && status !== 401) return notKubernetes(origin, operation, `${page} (HTTP ${status})`);
  if (status !== 404 || body.trim() === UNKNOWN_PATH || isStatus(body)) return undefined;
  return notKubernetes(origin, operation, 'HTTP 404 without a Status object');
}

/** Returns the error for an answer to the wish for another protocol that no Kubernetes API gives; undefined for others. */
export function foreignUpgrade(origin: ClusterOrigin, operation: Operation, answer: HttpAnswer): ApiError | undefined {
  const {status} = answer;
  if (pageIn(answer) !== undefined || (status >= 300 && status < 400)) return foreignRefusal(origin, operation, answer);
  if (status < 200 || status >= 300) return undefined;
  return notKubernetes(origin, operation, `HTTP ${status} instead of another protocol`);
}

/** Returns the error for a success whose body is a page or a JSON object of no kind; undefined for what an API may answer. */
export function foreignSuccess(
  origin: ClusterOrigin,
  operation: Operation,
  answer: HttpAnswer,
  value: unknown,
): ApiError | undefined {
  const page = pageIn(answer);
  if (page !== undefined) return notKubernetes(origin, operation, `${page} (HTTP ${answer.status})`);
  if (!isRecord(value)) return undefined;
  const named = operation.subject === '/version' ? value['gitVersion'] : value['kind'];
  if (typeof named === 'string' && named !== '') return undefined;
  const lacks = operation.subject === '/version' ? 'gitVersion' : 'kind';
  return notKubernetes(origin, operation, `a JSON object without ${lacks} (${Buffer.byteLength(answer.body)} bytes)`);
}

/** The answer as it is, where it has one of these kinds. @throws ApiError for another kind. */
export function ofKind(
  origin: ClusterOrigin,
  operation: Operation,
  answer: Record<string, unknown>,
  kinds: readonly string[],
): Record<string, unknown> {
  const kind = String(answer['kind']);
  if (kinds.includes(kind)) return answer;
  throw notKubernetes(origin, operation, `an object of kind ${JSON.stringify(kind)}, not ${kinds[0]}`);
}

/** The items of a list. @throws ApiError for an object that is no list. */
export function itemsOf(origin: ClusterOrigin, operation: Operation, answer: Record<string, unknown>): unknown[] {
  const {items, kind} = answer;
  if (Array.isArray(items)) return items;
  // Go writes a list without items as null.
  if (typeof kind === 'string' && kind.endsWith('List') && (items === null || items === undefined)) return [];
  throw notKubernetes(origin, operation, `an object of kind ${JSON.stringify(kind)}, not a list`);
}

function notKubernetes(origin: ClusterOrigin, operation: Operation, what: string): ApiError {
  return new ApiError(
    `${placeOf(origin)} answered ${doing(operation)} with ${what}: that is no Kubernetes API; ${from(origin)}`,
    {
      transient: false,
      hint: `A web server, login page or proxy answers there: log in, or correct the server of cluster ${origin.cluster} in ${origin.source}.`,
    },
  );
}

function doing({verb, subject}: Operation): string {
  return `${verb} ${subject}`;
}

/** An HTML page, by its title; undefined where the answer is none. */
function pageIn({headers, body}: HttpAnswer): string | undefined {
  if (!/^text\/html/i.test(headers['content-type'] ?? '') && !/^\s*<(?:!doctype|html)/i.test(body)) return undefined;
  const title = /<title[^>]*>([^<]{1,200})/i.exec(body)?.[1]?.replace(/\s+/g, ' ').trim();
  return title ? `an HTML page (${JSON.stringify(title.slice(0, 80))})` : 'an HTML page';
}

function isStatus(body: string): boolean {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) && value['kind'] === 'Status';
  } catch {
    return false; // not JSON, so not Kubernetes' own
  }
}
