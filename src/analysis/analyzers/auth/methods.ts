// SPDX-License-Identifier: Apache-2.0

import {editDistance} from '../../../suggest.js';
import {type Message, message} from '../../model/message.js';
import type {Resources} from '../../model/resources.js';

/** What requests usually have (RFC 9110, RFC 5789). */
const COMMON = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'];

/** Others of the registry of HTTP methods, those that caches understand, and TRACK, which scanners want denied. */
const RARE = new Set(
  (
    'ACL BASELINE-CONTROL BIND CHECKIN CHECKOUT COPY LABEL LINK LOCK MERGE MKACTIVITY MKCALENDAR MKCOL MKREDIRECTREF ' +
    'MKWORKSPACE MOVE ORDERPATCH PRI PROPFIND PROPPATCH QUERY REBIND REPORT SEARCH UNBIND UNCHECKOUT UNLINK UNLOCK ' +
    'TRACK UPDATE UPDATEREDIRECTREF VERSION-CONTROL PURGE BAN NOTIFY SUBSCRIBE UNSUBSCRIBE M-SEARCH SOURCE'
  ).split(' '),
);

const FIELDS = {methods: 'the value matches nothing', notMethods: 'the value excludes nothing'} as const;

/** Methods of authorization policies that no request has: they are compared letter by letter. */
export function* unknownMethods(resources: Resources): Generator<Message> {
  for (const policy of resources.all('AuthorizationPolicy')) {
    for (const [i, {to = []}] of (policy.spec.rules ?? []).entries()) {
      for (const [j, {operation}] of to.entries()) {
        for (const field of ['methods', 'notMethods'] as const) {
          const methods = operation?.[field] ?? [];
          for (const [k, method] of methods.entries()) {
            const problem = methodProblem(method, methods);
            if (problem === undefined) continue;
            const path = ['spec', 'rules', i, 'to', j, 'operation', field, k];
            yield message('ISTX410', policy, [method, FIELDS[field], problem], path);
          }
        }
      }
    }
  }
}

/**
 * What is wrong with a method; undefined for one that requests may have, be it one that nobody has registered.
 *
 * @param others What stands beside it: who wrote the common one there meant another one here.
 */
function methodProblem(method: string, others: readonly string[]): string | undefined {
  if (method.includes('*') || COMMON.includes(method) || RARE.has(method)) return undefined;
  const upper = method.toUpperCase();
  if (COMMON.includes(upper) || RARE.has(upper)) return `Methods are upper case: write "${upper}".`;
  if (/^\/|\.\w+\//.test(method)) return 'A gRPC request is a POST: name its method in paths.';
  const parts = method.split(/[\s,;|/]+/).filter((part) => part !== '');
  if (parts.length !== 1 || parts[0] !== method) return 'Write each method as an entry of its own, without spaces.';
  const meant = COMMON.find((name) => !others.includes(name) && editDistance(method, name) <= 1);
  return meant && `Did you mean "${meant}"?`;
}
