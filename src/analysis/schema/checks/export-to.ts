// SPDX-License-Identifier: Apache-2.0

import {error, type Problems} from '../problem.js';
import {isDnsLabel} from './domain.js';

interface ExportRules {
  namespace: string;
  /** ServiceEntries may be exported to no one. */
  nobodyAllowed?: boolean;
  /** DestinationRules with a selector stay in their namespace. */
  ownNamespaceOnly?: boolean;
}

export function* exportTo(entries: readonly string[] | undefined, rules: ExportRules): Problems {
  const seen = new Set<string>();
  for (const entry of entries ?? []) {
    const namespace = entry === '.' ? rules.namespace : entry;
    if (seen.has(namespace)) yield duplicate(entry, rules.namespace);
    else seen.add(namespace);
    yield* entryProblem(entry, rules.nobodyAllowed === true);
  }
  yield* together(seen, rules);
}

function duplicate(entry: string, namespace: string) {
  if (entry === '.') return error(`duplicate entries in exportTo: . and current namespace ${namespace}`);
  return error(`duplicate entries in exportTo for entry ${entry}`);
}

function* entryProblem(entry: string, nobodyAllowed: boolean): Problems {
  if (entry === '.' || entry === '*') return;
  if (entry === '~') {
    if (!nobodyAllowed) yield error('exportTo ~ (none) is not allowed for Istio configuration objects');
    return;
  }
  if (!isDnsLabel(entry)) yield error('only .,*, or a valid DNS 1123 label is allowed as exportTo entry');
}

function* together(seen: ReadonlySet<string>, {namespace, nobodyAllowed, ownNamespaceOnly}: ExportRules): Problems {
  if (ownNamespaceOnly && seen.size > 0) {
    if (!seen.has(namespace))
      yield error('destination rule with workload selector cannot have exportTo beyond current namespace');
    else if (seen.size > 1)
      yield error('destination rule with workload selector cannot have multiple entries in exportTo');
    return;
  }
  if (seen.size < 2) return;
  if (nobodyAllowed && seen.has('~')) yield error('cannot export service entry to no one (~) and someone');
  if (seen.has('*')) yield error('cannot have both public (*) and non-public exportTo values for a resource');
}
