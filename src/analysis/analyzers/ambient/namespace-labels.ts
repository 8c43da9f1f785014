// SPDX-License-Identifier: Apache-2.0

import {asksForSidecars, DATA_PLANE} from '../../index/ambient.js';
import {labelOf} from '../../index/labels.js';
import {type Message, message} from '../../model/message.js';
import type {Resources} from '../../model/resources.js';

/** Namespaces that ask for sidecars and for ztunnel at once. */
export function* namespaceLabels(resources: Resources): Generator<Message> {
  for (const namespace of resources.all('Namespace')) {
    if (labelOf(namespace.labels, DATA_PLANE) !== 'ambient' || !asksForSidecars(namespace.labels)) continue;
    const label = labelOf(namespace.labels, 'istio-injection') === undefined ? 'istio.io/rev' : 'istio-injection';
    const text = `${label}=${namespace.labels[label]}`;
    yield message('ISTX101', namespace, [text], ['metadata', 'labels', label]);
  }
}
