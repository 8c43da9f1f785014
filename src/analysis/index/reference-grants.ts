// SPDX-License-Identifier: Apache-2.0

import type {Resources} from '../model/resources.js';
import {IGNORED_NAMESPACES} from './hosts/ignored-namespaces.js';

interface Reference {
  group: string;
  kind: string;
  namespace: string;
}

/** Whether a ReferenceGrant in the namespace of what is named lets the reference cross namespaces, or may do so. */
export function isGranted(from: Reference, to: Reference & {name: string}, resources: Resources): boolean {
  if (from.namespace === to.namespace || IGNORED_NAMESPACES.includes(to.namespace)) return true;
  return resources
    .inNamespace('ReferenceGrant', to.namespace)
    .some(
      ({spec}) =>
        (spec.from ?? []).some(
          ({group = '', kind, namespace}) => group === from.group && kind === from.kind && namespace === from.namespace,
        ) &&
        (spec.to ?? []).some(
          ({group = '', kind, name}) =>
            group === to.group && kind === to.kind && (name === undefined || name === to.name),
        ),
    );
}
