// SPDX-License-Identifier: Apache-2.0

import type {Path, Resource, Specs} from '../../model/resource.js';

type Rule = NonNullable<Specs['AuthorizationPolicy']['rules']>[number];

/** A value of a rule that is compared with the identity of the caller. */
export interface SourceValue {
  value: string;
  /** The field, or the key of the condition. */
  field: string;
  /** It excludes callers. */
  negative: boolean;
  path: Path;
}

const FIELDS = ['principals', 'namespaces', 'serviceAccounts'] as const;
const KEYS = new Map<string, (typeof FIELDS)[number]>([
  ['source.principal', 'principals'],
  ['source.namespace', 'namespaces'],
  ['source.serviceAccount', 'serviceAccounts'],
]);
const EXCLUDED = {
  principals: 'notPrincipals',
  namespaces: 'notNamespaces',
  serviceAccounts: 'notServiceAccounts',
} as const;

/** Returns all values about the caller's identity in a policy, those of the given kinds. */
export function sourceValues(
  {spec}: Resource<'AuthorizationPolicy'>,
  kinds: readonly (typeof FIELDS)[number][] = FIELDS,
): SourceValue[] {
  return (spec.rules ?? []).flatMap((rule, i) => ruleSourceValues(rule, ['spec', 'rules', i], kinds));
}

/** Returns those of one rule; `at` leads to it. */
export function ruleSourceValues(
  {from = [], when = []}: Rule,
  at: Path,
  kinds: readonly (typeof FIELDS)[number][] = FIELDS,
): SourceValue[] {
  const sources = from.flatMap(({source = {}}, j) =>
    kinds.flatMap((kind) =>
      ([kind, EXCLUDED[kind]] as const).flatMap((field) =>
        listed(source[field], [...at, 'from', j, 'source', field], field, field !== kind),
      ),
    ),
  );
  const conditions = when.flatMap(({key = '', values, notValues}, j) => {
    const kind = KEYS.get(key);
    if (!kind || !kinds.includes(kind)) return [];
    const path = [...at, 'when', j];
    return [
      ...listed(values, [...path, 'values'], key, false),
      ...listed(notValues, [...path, 'notValues'], key, true),
    ];
  });
  return [...sources, ...conditions];
}

function listed(list: readonly string[] | undefined, path: Path, field: string, negative: boolean): SourceValue[] {
  return (list ?? []).map((value, k) => ({value, field, negative, path: [...path, k]}));
}
