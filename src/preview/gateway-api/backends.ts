// SPDX-License-Identifier: Apache-2.0

import {isGranted, referencedKind} from './references.js';
import {type BackendReference, GATEWAY_GROUP, type GatewayApiMesh, type HttpRoute} from './types.js';

export type Destination = NonNullable<HttpRoute['route']>[number]['destination'];

/** The route that a backend is of. */
export interface BackendOwner {
  mesh: GatewayApiMesh;
  /** `HTTPRoute`, `GRPCRoute`, `TLSRoute`. */
  kind: string;
  namespace: string;
  /** References to other namespaces need a ReferenceGrant; those of routes in the mesh do not. */
  needsGrant: boolean;
  /** Told of backends whose kind is not simulated. */
  notSimulated(what: string): void;
}

const SERVICE = {group: '', kind: 'Service'};

/** Where there is no valid backend: the destination has no host, and Envoy answers 500. */
const NOWHERE: Destination = {host: ''};

/**
 * Returns the destination of a backend; undefined where the reference is wrong in itself, which voids the whole rule.
 * A backend that does not exist keeps its name, one of another kind or that is not granted has none.
 */
export function destinationOf(owner: BackendOwner, backend: BackendReference): Destination | undefined {
  const type = referencedKind(backend, SERVICE);
  const [group = '', kind = ''] = type.split('/');
  const namespace = backend.namespace ?? owner.namespace;
  if (owner.needsGrant && namespace !== owner.namespace) {
    const from = {group: GATEWAY_GROUP, kind: owner.kind, namespace: owner.namespace};
    if (!isGranted(owner.mesh, from, {group, kind, namespace}, backend.name ?? '')) return NOWHERE;
  }
  const host = hostOf(owner, backend, type, namespace);
  if (host === NOWHERE.host) return NOWHERE;
  if (host === undefined || backend.port === undefined) return undefined;
  return {host, port: {number: backend.port}};
}

function hostOf(owner: BackendOwner, backend: BackendReference, type: string, namespace: string): string | undefined {
  const {settings} = owner.mesh;
  const {name = ''} = backend;
  if (name === '') return undefined;
  switch (type) {
    case '/Service':
      return name.includes('.') ? undefined : `${name}.${namespace}.svc.${settings.domain}`;
    case 'networking.istio.io/Hostname':
      return backend.namespace === undefined ? name : undefined;
    case 'multicluster.x-k8s.io/ServiceImport':
      return `${name}.${namespace}.svc.${settings.domain}`;
    case 'inference.networking.k8s.io/InferencePool':
      owner.notSimulated(`InferencePool ${namespace}/${name}`);
      return NOWHERE.host;
    default:
      return NOWHERE.host;
  }
}

/** Backends that take requests, with the weights of VirtualServices: none where there is one. */
export function weightedBackends<Backend extends BackendReference>(
  backends: readonly Backend[] = [],
): {backend: Backend; weight: number | undefined}[] {
  const used = backends.filter(({weight}) => weight !== 0);
  return used.map((backend) => ({backend, weight: used.length === 1 ? undefined : (backend.weight ?? 1)}));
}
