// SPDX-License-Identifier: Apache-2.0

import {goQuote} from '../../model/go-format.js';
import {error, type Problems, warning} from '../problem.js';
import {fqdnProblem, isDnsLabel} from './domain.js';

/** Names of gateways. The first one without a namespace ends the check of the list. */
export function* gatewayNames(names: readonly string[] | undefined): Problems {
  for (const name of names ?? []) {
    const slash = name.indexOf('/');
    if (slash < 0) {
      yield* unqualified(name);
      return;
    }
    const namespace = name.slice(0, slash);
    const rest = name.slice(slash + 1);
    if (namespace === '' || rest === '') yield error('config namespace and gateway name cannot be empty');
    if (!isDnsLabel(namespace)) yield error(`invalid value for namespace: ${goQuote(namespace)}`);
    if (!isDnsLabel(rest)) yield error(`invalid value for gateway name: ${goQuote(rest)}`);
  }
}

function* unqualified(name: string): Problems {
  const [first = '', second] = name.split('.');
  if (second !== undefined) {
    const better = goQuote(`${second}/${first}`);
    yield warning(`using legacy gatewayName format ${goQuote(name)}; prefer the <namespace>/<name> format: ${better}`);
  }
  const problem = fqdnProblem(name);
  if (problem !== undefined) yield error(problem);
}
