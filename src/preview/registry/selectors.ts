// SPDX-License-Identifier: Apache-2.0
import {hasLabels} from '../../analysis/index/labels.js';

/** Whether a Service's selector takes the labels: an empty one takes nothing. */
export function selects(selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  return Object.keys(selector).length > 0 && hasLabels(labels, selector);
}
