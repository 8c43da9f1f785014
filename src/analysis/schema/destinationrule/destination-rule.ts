// SPDX-License-Identifier: Apache-2.0

import type {Subset} from '../../../api/istio-types.js';
import {selector} from '../checks/attachment.js';
import {isDnsLabel, wildcardDomainProblem} from '../checks/domain.js';
import {exportTo} from '../checks/export-to.js';
import {labels} from '../checks/labels.js';
import {type Config, error, errorsOf, type Problems} from '../problem.js';
import {trafficPolicy} from './traffic-policy.js';

/** The rules of spec §4.3. */
export function* destinationRule({namespace, spec}: Config<'DestinationRule'>): Problems {
  const problem = wildcardDomainProblem(spec.host ?? '');
  if (problem !== undefined) yield error(problem);
  yield* trafficPolicy(spec.trafficPolicy, namespace);
  const names = new Set<string>();
  for (const subset of spec.subsets ?? []) {
    const {name = ''} = subset;
    if (names.has(name)) yield error(`duplicate subset names: ${name}`);
    names.add(name);
    yield* subsetProblems(subset, namespace);
  }
  yield* exportTo(spec.exportTo, {namespace, ownNamespaceOnly: spec.workloadSelector !== undefined});
  yield* selector(spec.workloadSelector);
}

function* subsetProblems({name, labels: map, trafficPolicy: policy}: Partial<Subset>, namespace: string): Problems {
  if (!name) yield error('subset name cannot be empty');
  else if (!isDnsLabel(name)) yield error(`subset name is invalid: ${name}`);
  yield* labels(map);
  yield* errorsOf(trafficPolicy(policy, namespace));
}
