// SPDX-License-Identifier: Apache-2.0

import {firstLabel, hasLabels, selectorText} from '../../labels.js';
import {type Message, message} from '../../message.js';
import type {Resource} from '../../resource.js';
import type {Resources} from '../../resources.js';

/** The pods of a gateway, in any namespace. */
export function selectedPods({spec}: Resource<'Gateway'>, resources: Resources): Resource<'Pod'>[] {
  return resources.all('Pod').filter(({labels}) => hasLabels(labels, spec.selector));
}

/** Where the selector of a gateway stands. */
export function selectorPath({spec}: Resource<'Gateway'>): string[] {
  return ['spec', 'selector', firstLabel(spec.selector)];
}

/** No pod has the labels that a gateway selects. */
export function selectorNotFound(gateway: Resource<'Gateway'>): Message {
  return message('IST0101', gateway, ['selector', selectorText(gateway.spec.selector)], selectorPath(gateway));
}
