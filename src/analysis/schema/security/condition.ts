// SPDX-License-Identifier: Apache-2.0

import type {Specs} from '../../model/resource.js';
import {error, multiError, type Problems} from '../problem.js';
import {ips, nonEmpty, ports, serviceAccounts, trustDomains} from './values.js';

type Rule = NonNullable<Specs['AuthorizationPolicy']['rules']>[number];
type Condition = Partial<NonNullable<Rule['when']>[number]>;

export function* condition({key = '', values = [], notValues = []}: Condition): Problems {
  if (key === '') {
    yield error('`key` must not be empty');
    return;
  }
  if (values.length === 0 && notValues.length === 0) {
    yield error(`at least one of \`values\` or \`notValues\` must be set for key ${key}`);
    return;
  }
  // The reference looks at both lists, so what is wrong with the key is said twice.
  for (const [what, list] of [
    ['value', values],
    ['notValue', notValues],
  ] as const) {
    const problem = valuesProblem(key, list);
    if (problem !== undefined) yield error(`invalid \`${what}\` for \`key\` ${key}: ${problem}`);
  }
}

const FREE = new Set([
  'source.namespace',
  'source.principal',
  'request.auth.principal',
  'request.auth.audiences',
  'request.auth.presenter',
  'connection.sni',
]);

const ADDRESSES = new Set(['source.ip', 'remote.ip', 'destination.ip']);

function valuesProblem(key: string, values: readonly string[]): string | undefined {
  const first = (problems: Iterable<{text: string}>) => [...problems][0]?.text;
  const together = (problems: Iterable<{text: string}>) => {
    const texts = [...problems].map(({text}) => text);
    return texts.length === 0 ? undefined : multiError(texts);
  };
  const empty = first(nonEmpty(values, key));
  if (empty !== undefined) return empty;
  if (/^(?:request\.headers|request\.auth\.claims|experimental\.envoy\.filters\.)/.test(key)) {
    return /^[^[]+\[.+\]$/.test(key) ? undefined : `bad key (${key}): should have format a[b]`;
  }
  if (ADDRESSES.has(key)) return together(ips(values));
  if (key === 'destination.port') return together(ports(values));
  if (key === 'source.serviceAccount') return first(serviceAccounts(values, key));
  if (key === 'source.trustDomain') return first(trustDomains(values, key));
  return FREE.has(key) ? undefined : keyProblem(key);
}

function keyProblem(key: string): string {
  if (key === 'destination.namespace') return `attribute ${key} is replaced by the metadata.namespace`;
  if (key.startsWith('destination.labels')) return `attribute ${key} is replaced by the workload selector`;
  if (key === 'destination.name' || key === 'destination.user') {
    return `deprecated attribute ${key}: only supported in v1alpha1`;
  }
  return `unknown attribute: ${key}`;
}
