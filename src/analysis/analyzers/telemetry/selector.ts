// SPDX-License-Identifier: Apache-2.0

import {firstLabel, hasLabels, selectorText} from '../../index/labels.js';
import {type Message, message} from '../../model/message.js';
import type {Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

/** Telemetries that select no pod, and pods that several telemetries select (spec §3.25). */
export function* telemetrySelectors(resources: Resources): Generator<Message> {
  const selectedBy = new Map<Resource<'Pod'>, Resource<'Telemetry'>[]>();
  for (const telemetry of resources.all('Telemetry')) {
    const selector = telemetry.spec.selector?.matchLabels ?? {};
    if (Object.keys(selector).length === 0) continue;
    const pods = resources.inNamespace('Pod', telemetry.namespace).filter(({labels}) => hasLabels(labels, selector));
    if (pods.length === 0) {
      const path = ['spec', 'selector', 'matchLabels', firstLabel(selector)];
      yield message('IST0101', telemetry, ['selector', selectorText(selector)], path);
    }
    for (const pod of pods) selectedBy.set(pod, [...(selectedBy.get(pod) ?? []), telemetry]);
  }
  for (const [pod, rivals] of selectedBy) {
    if (rivals.length < 2) continue;
    const names = rivals.map(({name}) => name).sort();
    for (const rival of rivals) {
      yield message('IST0159', rival, [names, rival.namespace, pod.name], ['metadata', 'name']);
    }
  }
}
