// SPDX-License-Identifier: Apache-2.0
import type {Subject} from '../analysis/model/resource.js';

/** Something that an object of the mesh has to do with a move to ambient mode. */
export interface Finding {
  subject: Pick<Subject, 'kind' | 'namespace' | 'name'>;
  text: string;
}

export function finding({kind, namespace, name}: Finding['subject'], text: string): Finding {
  return {subject: {kind, namespace, name}, text};
}
