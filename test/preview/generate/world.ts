// SPDX-License-Identifier: Apache-2.0
import {destinationRules} from './destination-rules.js';
import {envoyFilters} from './envoy-filters.js';
import {gatewayApi} from './gateway-api.js';
import {gateways, gatewayWorkload} from './gateways.js';
import type {KubeObject, Place} from './place.js';
import {policies} from './policies.js';
import {type Random, random} from './random.js';
import {sidecars} from './scopes.js';
import {serviceEntries} from './service-entries.js';
import {service} from './services.js';
import {sharedObjects} from './settings.js';
import {telemetries} from './telemetry.js';
import {virtualServices} from './virtual-services.js';

const APPS = ['cart', 'front', 'pay', 'mail'];

/**
 * Returns the objects of several meshes under one control plane, from old to young, as a text in YAML: each mesh has
 * namespaces of its own, all have the settings and the root namespace in common.
 */
export function world(seed: number, meshes: number): string {
  const choices = random(seed);
  const objects = [
    ...sharedObjects(choices),
    ...Array.from({length: meshes}, (_, index) => mesh(choices, index)).flat(),
  ];
  return choices
    .shuffled(objects)
    .map((one) => JSON.stringify(one))
    .join('\n---\n');
}

function mesh(choices: Random, index: number): KubeObject[] {
  const namespaces = [`m${index}-shop`, `m${index}-pay`];
  const gatewayNamespace = `m${index}-gw`;
  let pods = 0;
  let services = 0;
  const addresses = {pod: () => `10.1.${index}.${++pods}`, service: () => `10.96.${index}.${++services}`};
  const made = namespaces.flatMap((namespace) =>
    choices
      .some(APPS, 1)
      .map((app) => service({random: choices, namespaces, gatewayNamespace}, app, namespace, addresses)),
  );
  const base: Place = {random: choices, index, namespaces, gatewayNamespace, hosts: made.map(({host}) => host)};
  const entries = serviceEntries(base);
  const place = {...base, hosts: [...base.hosts, ...entries.hosts]};
  const servers = gateways(place);
  return [
    ...[...namespaces, gatewayNamespace].map((name) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {name, labels: {'kubernetes.io/metadata.name': name, team: choices.one('a', 'b')}},
    })),
    ...made.flatMap(({objects}) => objects),
    ...entries.objects,
    ...gatewayWorkload(place, addresses),
    ...servers.objects,
    ...destinationRules(place),
    ...virtualServices(place, servers.names),
    ...sidecars(place),
    ...policies(place),
    ...telemetries(place),
    ...envoyFilters(place),
    ...gatewayApi(place, addresses),
  ];
}
