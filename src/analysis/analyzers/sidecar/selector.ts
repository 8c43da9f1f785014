// SPDX-License-Identifier: Apache-2.0

import {firstLabel, hasLabels, selectorText} from '../../index/labels.js';
import {isNamespaceAmbient, isPodAmbient} from '../../index/workloads.js';
import {groupBy} from '../../model/group-by.js';
import {type Message, message} from '../../model/message.js';
import type {Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

type Sidecar = Resource<'Sidecar'>;

/** Sidecars that select nothing, that select the same pods as others, or that ambient mode makes moot (spec §3.24). */
export function* sidecarSelectors(resources: Resources): Generator<Message> {
  const selective = resources.all('Sidecar').filter((sidecar) => Object.keys(labelsOf(sidecar)).length > 0);
  const selectedBy = new Map<Resource<'Pod'>, Sidecar[]>();
  for (const sidecar of selective) {
    const selector = labelsOf(sidecar);
    const pods = resources.inNamespace('Pod', sidecar.namespace).filter(({labels}) => hasLabels(labels, selector));
    if (pods.length === 0) {
      const path = ['spec', 'workloadSelector', 'labels', firstLabel(selector)];
      yield message('IST0101', sidecar, ['selector', selectorText(selector)], path);
    }
    for (const pod of pods) selectedBy.set(pod, [...(selectedBy.get(pod) ?? []), sidecar]);
  }
  yield* sharedPods(selectedBy);
  const others = resources.all('Sidecar').filter((sidecar) => Object.keys(labelsOf(sidecar)).length === 0);
  yield* unselective(others, resources);
}

function labelsOf({spec}: Sidecar) {
  return spec.workloadSelector?.labels ?? {};
}

function* sharedPods(selectedBy: ReadonlyMap<Resource<'Pod'>, Sidecar[]>): Generator<Message> {
  const moot = new Set<Sidecar>();
  for (const [pod, rivals] of selectedBy) {
    if (isPodAmbient(pod)) {
      for (const sidecar of rivals) moot.add(sidecar);
    } else if (rivals.length > 1) {
      const names = namesOf(rivals);
      for (const rival of rivals) {
        yield message('IST0110', rival, [names, rival.namespace, pod.name], ['metadata', 'name']);
      }
    }
  }
  for (const sidecar of moot) {
    yield message('IST0167', sidecar, ['selected workload is in ambient mode, the policy has no impact']);
  }
}

function* unselective(sidecars: readonly Sidecar[], resources: Resources): Generator<Message> {
  for (const [namespace, rivals] of groupBy(sidecars, (sidecar) => sidecar.namespace)) {
    const home = resources.find('Namespace', '', namespace);
    const ambient = home !== undefined && isNamespaceAmbient(home);
    for (const rival of rivals) {
      if (ambient) yield message('IST0167', rival, ['namespace is in ambient mode, the policy has no impact']);
      else if (rivals.length > 1) yield message('IST0111', rival, [namesOf(rivals), namespace]);
    }
  }
}

function namesOf(sidecars: readonly Sidecar[]): string[] {
  return sidecars.map(({name}) => name).sort();
}
