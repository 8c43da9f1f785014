// SPDX-License-Identifier: Apache-2.0

import type {Specs} from '../../model/resource.js';
import {error, type Problems} from '../problem.js';
import {ips, nonEmpty, serviceAccounts, trustDomains} from './values.js';

type Rule = NonNullable<Specs['AuthorizationPolicy']['rules']>[number];
type Source = NonNullable<NonNullable<Rule['from']>[number]['source']>;

const NON_EMPTY = [
  ['principals', 'Principals'],
  ['requestPrincipals', 'RequestPrincipals'],
  ['namespaces', 'Namespaces'],
  ['ipBlocks', 'IpBlocks'],
  ['remoteIpBlocks', 'RemoteIpBlocks'],
  ['notPrincipals', 'NotPrincipals'],
  ['notRequestPrincipals', 'NotRequestPrincipals'],
  ['notNamespaces', 'NotNamespaces'],
  ['notIpBlocks', 'NotIpBlocks'],
  ['notRemoteIpBlocks', 'NotRemoteIpBlocks'],
] as const;

export function* source(given: Source, rule: number): Problems {
  const byAccount = given.serviceAccounts?.length || given.notServiceAccounts?.length;
  const otherwise = [given.principals, given.notPrincipals, given.namespaces, given.notNamespaces];
  if (byAccount && otherwise.some((values) => values?.length)) {
    yield error(`cannot set serviceAccounts with namespaces or principals, found at rule ${rule}`);
  }
  if (Object.keys(given).length === 0) yield error(`\`from.source\` must not be empty, found at rule ${rule}`);
  for (const blocks of [given.ipBlocks, given.notIpBlocks, given.remoteIpBlocks, given.notRemoteIpBlocks]) {
    yield* ips(blocks);
  }
  for (const [field, name] of NON_EMPTY) yield* nonEmpty(given[field], name);
  yield* serviceAccounts(given.serviceAccounts, 'ServiceAccounts');
  yield* serviceAccounts(given.notServiceAccounts, 'NotServiceAccounts');
  yield* trustDomains(given.trustDomains, 'TrustDomains');
  yield* trustDomains(given.notTrustDomains, 'NotTrustDomains');
}
