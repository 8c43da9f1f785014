// SPDX-License-Identifier: Apache-2.0
import type {Access} from '../io/kube/verbs/access.js';

/** The name under which a snapshot keeps what the API server said of a right. */
export function rightKey({verb, group, version, resource, namespace = ''}: Access): string {
  return [verb, group, version, resource, namespace].join(' ');
}
