// SPDX-License-Identifier: Apache-2.0

import {podsOf} from '../../index/pods.js';
import type {Analyze} from '../../model/analyzer.js';
import type {Labels} from '../../model/kubernetes.js';
import {type Message, message} from '../../model/message.js';
import type {Path, Resource} from '../../model/resource.js';
import {knownAnnotations} from './known.js';
import {valueChecks} from './values.js';

/** What the control plane writes itself. */
const OWN = ['sidecar.istio.io/status', 'gateway.istio.io/controller-version', 'istio.io/rev'];
const INJECT = 'sidecar.istio.io/inject';

const KINDS = ['Namespace', 'Service', 'Pod', 'Deployment'] as const;

/** Annotations of Istio that do not exist, are out of place, out of date or have a value that cannot be read (§3.1). */
export const annotations: Analyze = function* (resources) {
  for (const kind of KINDS) {
    for (const resource of resources.all(kind)) yield* problemsOf(annotated(resource));
  }
};

/** The same; also annotations of templates, which are those of the pods to come, and on whatever has templates. */
export const templateAnnotations: Analyze = function* (resources) {
  for (const kind of [...KINDS, 'StatefulSet', 'DaemonSet', 'OtherController'] as const) {
    for (const resource of resources.all(kind)) if (!resource.implied) yield* problemsOf(annotated(resource));
  }
  for (const {resource, labels, annotations, annotationPath} of podsOf(resources).all) {
    if (resource.kindName === 'Pod') continue;
    yield* problemsOf({resource, kind: 'Pod', labels, annotations, path: annotationPath});
  }
};

/** What annotations stand on: a resource, or the template in it. */
interface Annotated {
  resource: Resource;
  /** The kind that reads the annotations. */
  kind: string;
  labels: Labels;
  annotations: Labels;
  /** Leads to the annotations where they are not those of the resource. */
  path?: Path;
}

function annotated(resource: Resource): Annotated {
  const {kind, labels, annotations} = resource;
  return {resource, kind, labels, annotations};
}

function* problemsOf(subject: Annotated): Generator<Message> {
  for (const [name, value] of Object.entries(subject.annotations)) {
    if (isIstios(name)) yield* annotationProblems(subject, name, value);
  }
}

export function isIstios(name: string): boolean {
  if (OWN.includes(name)) return false;
  return name === 'kubernetes.io/ingress.class' || (name.split('/')[0] ?? '').endsWith('istio.io');
}

function* annotationProblems(subject: Annotated, name: string, value: string): Generator<Message> {
  const {resource, kind, labels} = subject;
  const path = subject.path && [...subject.path, name];
  const known = knownAnnotations.get(name);
  if (!known) {
    yield message('IST0108', resource, [name], path);
    return;
  }
  if (known.deprecated && !(name === INJECT && labels[INJECT] !== undefined)) {
    yield message('IST0135', resource, [name, name === INJECT ? ` in favor of the "${INJECT}" label` : ''], path);
  }
  if (known.kinds.includes('Any')) return;
  if (!known.kinds.includes(kind)) {
    yield message('IST0107', resource, [name, known.kinds.join(', ')], path);
    return;
  }
  const problem = valueChecks.get(name)?.(value);
  if (problem !== undefined) yield message('IST0125', resource, [name, problem], path);
}
