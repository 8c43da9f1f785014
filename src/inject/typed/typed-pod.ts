// SPDX-License-Identifier: Apache-2.0
import {getKey} from '../../manifest/input/tree.js';
import type {Pod} from '../pod/container.js';
import {type Reading, typedObject} from './typed-value.js';

/** Metadata and spec of a pod, as Kubernetes' types have them. Throws a FieldError whose path begins there. */
export function typedPod(value: unknown, reading: Reading): Pod {
  const {metadata, spec} = typedObject(
    {metadata: getKey(value, 'metadata'), spec: getKey(value, 'spec')},
    'PodTemplateSpec',
    reading,
  );
  return {metadata: asTree(metadata), spec: asTree(spec)};
}

function asTree(value: unknown): Pod['spec'] {
  return typeof value === 'object' && value !== null ? {...value} : {};
}
