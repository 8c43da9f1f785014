// SPDX-License-Identifier: Apache-2.0

import {asksForSidecars, DATA_PLANE, dataPlaneOf} from '../../index/ambient.js';
import {labelOf} from '../../index/labels.js';
import {podsOf} from '../../index/pods.js';
import {type Message, message} from '../../model/message.js';
import type {Resources} from '../../model/resources.js';

/** Pods that have or get a sidecar in namespaces where ztunnel is to take in all pods. */
export function* sidecarPods(resources: Resources): Generator<Message> {
  for (const {name, labels} of resources.all('Namespace')) {
    // That a namespace asks for both is said once, of the namespace.
    if (labelOf(labels, DATA_PLANE) !== 'ambient' || asksForSidecars(labels)) continue;
    for (const pod of podsOf(resources).inNamespace(name)) {
      if (dataPlaneOf(pod, resources) !== 'sidecar' || labelOf(pod.labels, DATA_PLANE) === 'none') continue;
      yield message('ISTX107', pod.resource, [name]);
    }
  }
}
