// SPDX-License-Identifier: Apache-2.0

import {gatewayRole} from '../../index/gateway-classes.js';
import {backendReferences, parentsOf, type Route, routes} from '../../index/routes.js';
import type {ObjectReference} from '../../model/gateway-api.js';
import {type Message, message} from '../../model/message.js';
import type {Resources} from '../../model/resources.js';
import {failureOf} from './route-backends.js';

/** The kinds of backends that istiod knows, with their groups. */
const GROUPS = new Map([
  ['Service', ''],
  ['Hostname', 'networking.istio.io'],
  ['ServiceImport', 'multicluster.x-k8s.io'],
  ['InferencePool', 'inference.networking.k8s.io'],
]);

/** Routes to kinds of objects to which Istio cannot send anything. */
export function* backendKinds(resources: Resources): Generator<Message> {
  for (const route of routes(resources)) {
    if (!isIstios(route, resources)) continue;
    for (const {reference, path, mirror} of backendReferences(route)) {
      const {group = '', kind = 'Service', weight} = reference;
      if (weight === 0 || GROUPS.get(kind) === group) continue;
      const effect = mirror ? 'no copies of requests are sent' : failureOf(route, 'HTTP 500');
      const at = GROUPS.has(kind) ? 'group' : 'kind';
      const parameters = [group === '' ? kind : `${kind}.${group}`, effect, instead(reference)];
      yield message('ISTX212', route, parameters, [...path, at]);
    }
  }
}

/** Whether Istio makes something of the route: within the mesh, or on a Gateway that it runs. */
function isIstios(route: Route, resources: Resources): boolean {
  return parentsOf(route).some(({kind, namespace, name}) => {
    if (kind !== 'KubernetesGateway') return true;
    const gateway = resources.find(kind, namespace, name);
    return gateway !== undefined && gatewayRole(gateway, resources) !== undefined;
  });
}

function instead({kind = 'Service'}: ObjectReference): string {
  const group = GROUPS.get(kind);
  if (group !== undefined) return `Set group to "${group}"`;
  if (kind === 'ServiceEntry') return 'Use kind Hostname of group networking.istio.io and one of its hosts';
  return 'Use a Service, or a host with kind Hostname of group networking.istio.io';
}
