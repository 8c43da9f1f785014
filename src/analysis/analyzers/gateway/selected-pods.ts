// SPDX-License-Identifier: Apache-2.0

import {firstLabel, hasLabels, selectorText} from '../../index/labels.js';
import {type Message, message} from '../../model/message.js';
import type {Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

/** By the text of the selector: many gateways share one, and several analyzers ask. */
const known = new WeakMap<Resources, Map<string, readonly Resource<'Pod'>[]>>();

/** The pods of a gateway, in any namespace. */
export function selectedPods({spec}: Resource<'Gateway'>, resources: Resources): readonly Resource<'Pod'>[] {
  const bySelector = known.get(resources) ?? new Map<string, readonly Resource<'Pod'>[]>();
  known.set(resources, bySelector);
  const selector = selectorText(spec.selector);
  const pods = bySelector.get(selector) ?? resources.all('Pod').filter(({labels}) => hasLabels(labels, spec.selector));
  bySelector.set(selector, pods);
  return pods;
}

/** Where the selector of a gateway stands. */
export function selectorPath({spec}: Resource<'Gateway'>): string[] {
  return ['spec', 'selector', firstLabel(spec.selector)];
}

/** No pod has the labels that a gateway selects. */
export function selectorNotFound(gateway: Resource<'Gateway'>): Message {
  return message('IST0101', gateway, ['selector', selectorText(gateway.spec.selector)], selectorPath(gateway));
}
