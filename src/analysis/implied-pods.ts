// SPDX-License-Identifier: Apache-2.0

import type {PodTemplate} from './kubernetes.js';
import type {Resource} from './resource.js';

/**
 * A pod for each controller of pods. Files that are the whole cluster hold the controllers, and seldom the pods, whose
 * absence says nothing.
 */
export function impliedPods(resources: readonly Resource[]): Resource<'Pod'>[] {
  return resources.filter(isController).map(({namespace, name, cluster, spec: {template = {}}}) => ({
    kindName: 'Pod',
    kind: 'Pod',
    namespace,
    name,
    labels: template.metadata?.labels ?? {},
    annotations: template.metadata?.annotations ?? {},
    spec: template.spec ?? {},
    status: {},
    implied: true,
    ...(cluster !== undefined && {cluster}),
  }));
}

function isController(resource: Resource): resource is Resource & {spec: {template?: PodTemplate}} {
  return ['Deployment', 'StatefulSet', 'DaemonSet'].includes(resource.kindName);
}
