// SPDX-License-Identifier: Apache-2.0

import type {Path, Resource} from '../../model/resource.js';

/** A host in a rule of an authorization policy. */
export interface RequestHost {
  value: string;
  path: Path;
  /** What follows if no request has the host. */
  effect: string;
}

const MATCHES_NOTHING = 'the value matches nothing';
const EXCLUDES_NOTHING = 'the value excludes nothing';

/** Keys of conditions for the host of a request: HTTP/2 has no header `host`, and Envoy reads both names alike. */
const KEYS = new Set(['request.headers[:authority]', 'request.headers[host]', 'request.headers[Host]']);

/** Returns every host in the rules of a policy: of operations, and of conditions on the header. */
export function* requestHosts({spec}: Resource<'AuthorizationPolicy'>): Generator<RequestHost> {
  for (const [i, {to = [], when = []}] of (spec.rules ?? []).entries()) {
    const at = ['spec', 'rules', i];
    for (const [j, {operation}] of to.entries()) {
      const path = [...at, 'to', j, 'operation'];
      yield* entries(operation?.hosts, [...path, 'hosts'], MATCHES_NOTHING);
      yield* entries(operation?.notHosts, [...path, 'notHosts'], EXCLUDES_NOTHING);
    }
    for (const [j, {key = '', values, notValues}] of when.entries()) {
      if (!KEYS.has(key)) continue;
      yield* entries(values, [...at, 'when', j, 'values'], MATCHES_NOTHING);
      yield* entries(notValues, [...at, 'when', j, 'notValues'], EXCLUDES_NOTHING);
    }
  }
}

function* entries(list: readonly string[] | undefined, path: Path, effect: string): Generator<RequestHost> {
  for (const [k, value] of (list ?? []).entries()) yield {value, path: [...path, k], effect};
}
