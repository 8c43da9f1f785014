// SPDX-License-Identifier: Apache-2.0

import {isRecord} from '../api/messages/decode.js';
import {headOf, type KubernetesObject, listAt, objectName, valueAt} from './object.js';

const LIST = 'List';

export interface Flattened {
  objects: KubernetesObject[];
  /** Of elements that are no objects, each with the name of its List before it. */
  problems: string[];
}

/**
 * Returns the objects with those of Lists in place of the Lists, however deep. A list of one type, as API servers write
 * it, may leave out the type of its elements.
 */
export function flattened(objects: readonly KubernetesObject[]): Flattened {
  const flat: Flattened = {objects: [], problems: []};
  for (const object of objects) {
    const {apiVersion, kind} = headOf(object);
    if (!kind.endsWith(LIST) || !Array.isArray(valueAt(object, 'items'))) {
      flat.objects.push(object);
      continue;
    }
    const type = kind === LIST ? {} : {apiVersion, kind: kind.slice(0, -LIST.length)};
    for (const [i, item] of listAt(object, 'items').entries()) {
      if (!isRecord(item)) {
        flat.problems.push(`${objectName(object)}: items[${i}] is no object`);
        continue;
      }
      const inner = flattened([{...type, ...item}]);
      flat.objects.push(...inner.objects);
      flat.problems.push(...inner.problems);
    }
  }
  return flat;
}
