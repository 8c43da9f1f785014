// SPDX-License-Identifier: Apache-2.0

import type {Analyze} from '../../analyzer.js';
import {type Message, message} from '../../message.js';
import type {Resource} from '../../resource.js';
import {knownAnnotations} from './known.js';
import {valueChecks} from './values.js';

/** What the control plane writes itself. */
const OWN = ['sidecar.istio.io/status', 'gateway.istio.io/controller-version', 'istio.io/rev'];
const INJECT = 'sidecar.istio.io/inject';

const KINDS = ['Namespace', 'Service', 'Pod', 'Deployment'] as const;

/** Annotations of Istio that do not exist, are out of place, out of date or have a value that cannot be read (§3.1). */
export const annotations: Analyze = function* (resources) {
  for (const kind of KINDS) {
    for (const resource of resources.all(kind)) {
      for (const [name, value] of Object.entries(resource.annotations)) {
        if (isIstios(name)) yield* annotationProblems(resource, name, value);
      }
    }
  }
};

export function isIstios(name: string): boolean {
  if (OWN.includes(name)) return false;
  return name === 'kubernetes.io/ingress.class' || (name.split('/')[0] ?? '').endsWith('istio.io');
}

function* annotationProblems(resource: Resource, name: string, value: string): Generator<Message> {
  const known = knownAnnotations.get(name);
  if (!known) {
    yield message('IST0108', resource, [name]);
    return;
  }
  if (known.deprecated && !(name === INJECT && resource.labels[INJECT] !== undefined)) {
    yield message('IST0135', resource, [name, name === INJECT ? ` in favor of the "${INJECT}" label` : '']);
  }
  if (known.kinds.includes('Any')) return;
  if (!known.kinds.includes(resource.kind)) {
    yield message('IST0107', resource, [name, known.kinds.join(', ')]);
    return;
  }
  const problem = valueChecks.get(name)?.(value);
  if (problem !== undefined) yield message('IST0125', resource, [name, problem]);
}
