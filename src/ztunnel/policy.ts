// SPDX-License-Identifier: Apache-2.0
import {compare} from '../envoy/cluster.js';
import {sameText} from '../envoy/endpoint.js';
import {pdqSort} from '../envoy/pdq-sort.js';
import {anything, list, number, omitEmpty, struct, type TypeOf, text} from './codec.js';

const texts = omitEmpty(list(text));
const matches = omitEmpty(
  list(struct({Exact: omitEmpty(text), Suffix: omitEmpty(text), Prefix: omitEmpty(text), Presence: anything})),
);

const ruleCodec = struct({
  namespaces: matches,
  notNamespaces: matches,
  principals: matches,
  notPrincipals: matches,
  sourceIps: texts,
  notSourceIps: texts,
  destinationIps: texts,
  notDestinationIps: texts,
  destinationPorts: omitEmpty(list(number)),
  notDestinationPorts: omitEmpty(list(number)),
  serviceAccounts: anything,
  notServiceAccounts: anything,
});

export const policyCodec = struct({
  name: text,
  namespace: text,
  scope: text,
  action: text,
  rules: list(list(list(ruleCodec))),
});

export type Policy = TypeOf<typeof policyCodec>;

/** Those of a namespace, if one is given, by namespace and name. */
export function selectPolicies(policies: readonly Policy[] | null, namespace: string | undefined): Policy[] {
  return pdqSort(
    (policies ?? []).filter((policy) => sameText(namespace, policy.namespace)),
    (a, b) => (compare(a.namespace, b.namespace) || compare(a.name, b.name)) < 0,
  );
}
