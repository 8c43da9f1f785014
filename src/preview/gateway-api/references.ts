// SPDX-License-Identifier: Apache-2.0
import {GATEWAY_GROUP, type GatewayApiMesh, type ObjectReference, objectsOf} from './types.js';

/** What a reference is from or to. */
export interface ReferenceEnd {
  group: string;
  kind: string;
  namespace: string;
}

/** Group and kind of a reference, where it names none those of a default. */
export function referencedKind({group, kind}: ObjectReference, defaults: {group: string; kind: string}): string {
  return `${group ?? defaults.group}/${kind ?? defaults.kind}`;
}

/** Whether a ReferenceGrant lets an object refer to one of that name in another namespace. */
export function isGranted(mesh: GatewayApiMesh, from: ReferenceEnd, to: ReferenceEnd, name: string): boolean {
  return objectsOf(mesh, 'ReferenceGrant').some(
    ({namespace, spec}) =>
      namespace === to.namespace &&
      (spec.from ?? []).some(
        (end) =>
          (end.group ?? GATEWAY_GROUP) === from.group && end.kind === from.kind && end.namespace === from.namespace,
      ) &&
      (spec.to ?? []).some(
        (end) =>
          (end.group ?? '') === to.group && end.kind === to.kind && (end.name === undefined || end.name === name),
      ),
  );
}
