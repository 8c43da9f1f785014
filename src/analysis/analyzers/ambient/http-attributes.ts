// SPDX-License-Identifier: Apache-2.0

import type {Path, Resource, Specs} from '../../resource.js';

export type Rule = NonNullable<Specs['AuthorizationPolicy']['rules']>[number];

/** Part of a rule that ztunnel cannot judge, for it sees connections and no requests. */
export interface HttpAttribute {
  name: string;
  path: Path;
}

const SOURCE = ['remoteIpBlocks', 'notRemoteIpBlocks', 'requestPrincipals', 'notRequestPrincipals'] as const;
const OPERATION = ['hosts', 'notHosts', 'methods', 'notMethods', 'paths', 'notPaths'] as const;

/** Attributes of conditions that ztunnel knows. */
const CONNECTION = new Set([
  'source.ip',
  'source.namespace',
  'source.principal',
  'source.serviceAccount',
  'source.trustDomain',
  'destination.ip',
  'destination.port',
]);

/** The parts of a policy's rule, by its index, that only an Envoy can judge. */
export function httpAttributes(rule: Rule, index: number): HttpAttribute[] {
  const at = ['spec', 'rules', index];
  const found = (name: string, values: readonly string[] | undefined, path: Path) =>
    values?.length ? [{name, path: [...path, 0]}] : [];
  return [
    ...(rule.from ?? []).flatMap(({source}, i) =>
      SOURCE.flatMap((name) => found(name, source?.[name], [...at, 'from', i, 'source', name])),
    ),
    ...(rule.to ?? []).flatMap(({operation}, i) =>
      OPERATION.flatMap((name) => found(name, operation?.[name], [...at, 'to', i, 'operation', name])),
    ),
    ...(rule.when ?? []).flatMap(({key = ''}, i) =>
      CONNECTION.has(key) ? [] : [{name: key, path: [...at, 'when', i, 'key']}],
    ),
  ];
}

/** Whether nothing is left of a rule without them: of each part some alternative asks for nothing else. */
export function asksForHttpAlone({from = [], to = [], when = []}: Rule): boolean {
  const empty = (fields: object | undefined, http: readonly string[]) =>
    Object.keys(fields ?? {}).every((name) => http.includes(name));
  return (
    (from.length === 0 || from.some(({source}) => empty(source, SOURCE))) &&
    (to.length === 0 || to.some(({operation}) => empty(operation, OPERATION))) &&
    when.every(({key = ''}) => !CONNECTION.has(key))
  );
}

export function rulesOf({spec}: Resource<'AuthorizationPolicy'>): readonly Rule[] {
  return spec.rules ?? [];
}
