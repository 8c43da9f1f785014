// SPDX-License-Identifier: Apache-2.0
import type {ComponentInstance} from '../component.js';
import {getIn, getKey, isTree, type Tree, treeIn, withIn} from './tree.js';

/**
 * The values that the chart of an instance is rendered with (spec §2.5). With `compat` a secret volume without
 * `mountPath` has one that is null, which is what the Go istioctl renders; without it the volume is not mounted.
 */
export function instanceValues(instance: ComponentInstance, document: Tree, {compat}: {compat: boolean}): Tree {
  const {component, settings} = instance;
  let values = treeIn(document, ['spec', 'values']);
  const own = (field: string) => [...component.values, field];
  if (component.list) {
    const {label} = settings;
    values = withIn(values, own('name'), instance.name ?? '');
    values = withIn(values, own('labels'), isTree(label) ? label : {});
    const ports = getIn(settings, ['k8s', 'service', 'ports']);
    if (Array.isArray(ports) && ports.length > 0) values = withIn(values, own('ports'), ports.map(withTargetPort));
    const volumes = getIn(values, own('secretVolumes'));
    if (compat && Array.isArray(volumes)) values = withIn(values, own('secretVolumes'), volumes.map(withMountPath));
  }
  for (const field of ['hub', 'tag']) {
    const value = getKey(settings, field);
    if (value !== undefined && value !== null && value !== '') values = withIn(values, own(field), value);
  }
  return component.flat === true ? flattenValues(values, component.key) : values;
}

/** A port that names no target has target 0, which Kubernetes takes for the port itself. */
function withTargetPort(port: unknown): unknown {
  return isTree(port) ? {targetPort: 0, ...port} : port;
}

function withMountPath(volume: unknown): unknown {
  return isTree(volume) ? {mountPath: null, ...volume} : volume;
}

/**
 * Values of a chart that takes its own at the root: `global`, everything at the root that is no map, and what stands
 * below the component's key.
 */
export function flattenValues(values: Tree, key: string): Tree {
  const rest = Object.entries(values).filter(([name, value]) => name === 'global' || !isTree(value));
  return {...Object.fromEntries(rest), ...treeIn(values, [key])};
}
