// SPDX-License-Identifier: Apache-2.0
import {type GatewayApiMesh, objectsOf} from './types.js';

/** The controller of istiod for gateways; its others are for ambient mode and for gateways of other clusters. */
const CONTROLLER = 'istio.io/gateway-controller';

/** The class that there is without an object, too. */
const DEFAULT_CLASS = 'istio';

/** Whether istiod configures the Gateways of a class. */
export function isIstioClass(mesh: GatewayApiMesh, name: string): boolean {
  const controller = controllerOf(mesh, name);
  return controller === undefined ? name === DEFAULT_CLASS : controller === CONTROLLER;
}

/** Controller that a GatewayClass names; undefined where there is no such class. */
export function controllerOf(mesh: GatewayApiMesh, className: string): string | undefined {
  return objectsOf(mesh, 'GatewayClass').find(({name}) => name === className)?.spec.controllerName;
}
