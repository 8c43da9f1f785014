// SPDX-License-Identifier: Apache-2.0
import type {Mesh} from '../model/mesh.js';
import type {MeshObject} from '../model/object.js';
import {convertHttpRoutes} from './http-routes.js';
import {convertGateways} from './listeners.js';
import {convertTlsRoutes} from './tls-routes.js';
import type {Gateway, GatewayApiMesh, VirtualService} from './types.js';

/** Kinds of Gateway API that change what proxies get and that are not converted. TCPRoute is switched off in istiod. */
const NOT_SIMULATED = ['BackendTLSPolicy'];

export interface ConvertedObjects {
  gateways: Gateway[];
  virtualServices: VirtualService[];
}

/**
 * Returns the Gateways and VirtualServices that istiod makes of the objects of Gateway API (package
 * pilot/pkg/config/kube/gateway). What has no counterpart here is told to `notSimulated`.
 */
export function convertGatewayApi(mesh: GatewayApiMesh, notSimulated: (what: string) => void): ConvertedObjects {
  for (const kind of NOT_SIMULATED) {
    for (const {namespace, name} of mesh.gatewayApi.get(kind) ?? []) notSimulated(`${kind} ${namespace}/${name}`);
  }
  const {gateways, parents} = convertGateways(mesh);
  const sources = {mesh, listeners: parents};
  return {
    gateways,
    virtualServices: [...convertTlsRoutes(sources, notSimulated), ...convertHttpRoutes(sources, notSimulated)],
  };
}

/** A mesh with what istiod makes of Gateway API among its Gateways and VirtualServices. */
export interface ConvertedMesh {
  mesh: Mesh;
  notSimulated: ReadonlySet<string>;
}

const converted = new WeakMap<Mesh, ConvertedMesh>();

/** Returns the mesh with its objects of Gateway API converted; it is done once. */
export function withGatewayApi(mesh: Mesh): ConvertedMesh {
  const known = converted.get(mesh) ?? convertMesh(mesh);
  converted.set(mesh, known);
  return known;
}

function convertMesh(mesh: Mesh): ConvertedMesh {
  const notSimulated = new Set<string>();
  const {gateways, virtualServices} = convertGatewayApi(mesh, (what) => notSimulated.add(what));
  const full = {
    ...mesh,
    gateways: byAge([...mesh.gateways, ...gateways]),
    virtualServices: byAge([...mesh.virtualServices, ...virtualServices]),
  };
  return {mesh: full, notSimulated};
}

/** Of equal age are objects that were made of one; istiod orders these by name and namespace. */
function byAge<Spec>(objects: MeshObject<Spec>[]): MeshObject<Spec>[] {
  const key = ({name, namespace}: MeshObject<Spec>) => `${name}.${namespace}`;
  return objects.sort((a, b) => a.age - b.age || (key(a) < key(b) ? -1 : Number(key(a) > key(b))));
}
