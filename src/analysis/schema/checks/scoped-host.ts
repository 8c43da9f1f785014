// SPDX-License-Identifier: Apache-2.0

import {goQuote} from '../../model/go-format.js';
import {error, type Problems} from '../problem.js';
import {domainOrIpProblem, isDnsLabel, wildcardDomainProblem} from './domain.js';

interface ScopedHostRules {
  /** What the host is part of. */
  where: 'gateway' | 'sidecar';
  /** What stands for more than one namespace, or for none. */
  namespaces: readonly string[];
  /** An IP address is a host. */
  addresses: boolean;
}

/** A host behind its namespace, as `namespace/host`. */
export function* scopedHost(text: string, {where, namespaces, addresses}: ScopedHostRules): Problems {
  const slash = text.indexOf('/');
  const namespace = text.slice(0, slash);
  const host = text.slice(slash + 1);
  if (namespace === '' || host === '') yield error('config namespace and dnsName in host entry cannot be empty');
  if (!namespaces.includes(namespace) && !isDnsLabel(namespace)) {
    yield error(`invalid namespace value ${goQuote(namespace)} in ${where}`);
  }
  if (host !== '*' && !host.includes('.')) yield error('short names (non FQDN) are not allowed');
  const problem = addresses ? domainOrIpProblem(host) : wildcardDomainProblem(host);
  if (problem !== undefined) yield error(problem);
  if (host.includes('*') && host !== '*' && !host.startsWith('*.')) {
    yield error(`partial wildcard ${goQuote(host)} not allowed`);
  }
}
