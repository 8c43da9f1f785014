// SPDX-License-Identifier: Apache-2.0

import type {ServicePort} from '../model/kubernetes.js';
import {isKind, type Resource, type Specs} from '../model/resource.js';

/**
 * Returns what an API server would add to a resource of a file, so that analyzers see of files what they see of
 * clusters. The defaults are those of the Kubernetes API reference, as far as analyzers look at their fields.
 */
export function serverDefaults(resource: Resource): Partial<Resource> {
  if (isKind(resource, 'Service')) return {spec: serviceDefaults(resource.spec)};
  if (isKind(resource, 'Secret')) return {spec: secretDefaults(resource.spec)};
  if (!isKind(resource, 'Namespace')) return {};
  return {labels: {'kubernetes.io/metadata.name': resource.name, ...resource.labels}};
}

function serviceDefaults(spec: Specs['Service']): Specs['Service'] {
  return {type: 'ClusterIP', ...spec, ...(spec.ports && {ports: spec.ports.map((port) => portDefaults(port, spec))})};
}

function portDefaults(port: ServicePort, {clusterIP}: Specs['Service']): ServicePort {
  const headless = clusterIP === 'None';
  return {
    protocol: 'TCP',
    ...port,
    ...(!port.targetPort && !headless && port.port !== undefined && {targetPort: port.port}),
  };
}

/** What is written as text is stored beside the rest. */
function secretDefaults({data = {}, stringData = {}, ...rest}: Specs['Secret']): Specs['Secret'] {
  const encoded = Object.entries(stringData).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  return {...rest, data: {...data, ...Object.fromEntries(encoded)}};
}
