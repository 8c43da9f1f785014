// SPDX-License-Identifier: Apache-2.0

import {hasLabels} from '../../analysis/index/labels.js';
import {isRecord} from '../../api/messages/decode.js';
import type {Mesh} from '../model/mesh.js';
import type {Proxy} from '../model/proxy.js';
import type {DestinationRule, EgressScope, Scope} from '../model/scope.js';
import type {Service} from '../model/service.js';
import {type MergedRule, rulesFor} from './destination-rules.js';
import {type EgressListener, importsOf, portFilter} from './imports.js';
import {type MeshIndex, meshIndex} from './mesh-index.js';
import {destinationServices} from './route-destinations.js';
import {type ServiceSet, serviceSet} from './service-set.js';
import {type Sidecar, sidecarFor} from './sidecar.js';

/** Without egress listeners everything is imported. */
const EVERYTHING: EgressListener = {hosts: ['*/*']};

/** The part of a scope that proxies of a namespace with the same Sidecar share. */
interface SharedScope extends Pick<Scope, 'services' | 'listeners'> {
  byHostname: ReadonlyMap<string, Service>;
  rules(service: Service): readonly MergedRule[];
}

const shared = new WeakMap<MeshIndex, Map<string, SharedScope>>();

/** Returns what a proxy sees of the mesh (istio.io, "Configuration Scoping"). */
export function scopeOf(proxy: Proxy, mesh: Mesh): Scope {
  const index = meshIndex(mesh);
  const sidecar = proxy.type === 'sidecar' ? sidecarFor(mesh, proxy) : undefined;
  const parts = sharedScope(index, proxy, sidecar);
  return {
    ...(sidecar && {sidecar}),
    services: parts.services,
    service: (hostname) => parts.byHostname.get(hostname),
    destinationRule(service, direction = 'outbound') {
      const found = parts.byHostname.get(typeof service === 'string' ? service : service.hostname);
      return found && chosenRule(parts.rules(found), proxy, direction);
    },
    virtualServices: (gateway) => index.virtualServices(proxy.namespace, gateway),
    listeners: parts.listeners,
    outboundTrafficPolicy: outboundTrafficPolicy(sidecar, mesh),
  };
}

function sharedScope(index: MeshIndex, proxy: Proxy, sidecar: Sidecar | undefined): SharedScope {
  const scopes = shared.get(index) ?? new Map<string, SharedScope>();
  shared.set(index, scopes);
  const key = `${proxy.type} ${proxy.namespace} ${sidecar ? `${sidecar.namespace}/${sidecar.name}` : ''}`;
  const known = scopes.get(key) ?? createShared(index, proxy, sidecar);
  scopes.set(key, known);
  return known;
}

function createShared(index: MeshIndex, {type, namespace}: Proxy, sidecar: Sidecar | undefined): SharedScope {
  const services = serviceSet();
  const listeners =
    type === 'router' ? gatewayScope(index, namespace, services) : egressScopes(index, namespace, sidecar, services);
  const rules = new Map<string, readonly MergedRule[]>();
  const {rootNamespace} = index.mesh.settings;
  return {
    services: services.all(),
    byHostname: services.byHostname(),
    listeners,
    rules(service) {
      const known = rules.get(service.hostname) ?? rulesFor(index.destinationRules, service, namespace, rootNamespace);
      rules.set(service.hostname, known);
      return known;
    },
  };
}

/** A gateway sees whatever its namespace does: Sidecars are not for gateways. */
function gatewayScope(index: MeshIndex, namespace: string, services: ServiceSet): EgressScope[] {
  const visible = index.services(namespace);
  for (const service of visible) services.add(service);
  return [{services: visible, virtualServices: index.virtualServices(namespace, 'mesh')}];
}

function egressScopes(
  index: MeshIndex,
  namespace: string,
  sidecar: Sidecar | undefined,
  services: ServiceSet,
): EgressScope[] {
  const written = sidecar?.spec.egress ?? [];
  return (written.length > 0 ? written : [EVERYTHING]).map((listener) => {
    const imports = importsOf(listener, namespace, index);
    for (const service of imports.services) services.add(service);
    for (const service of destinationServices(imports.virtualServices, namespace, portFilter(listener), index))
      services.add(service);
    const {port, bind, captureMode} = listener;
    return {
      ...(port && {
        port: {
          number: port.number ?? 0,
          ...(port.protocol && {protocol: port.protocol}),
          ...(port.name && {name: port.name}),
        },
      }),
      ...(bind && {bind}),
      ...(captureMode && {captureMode}),
      ...imports,
    };
  });
}

/** The first rule that selects the proxy, else the last one that selects nobody in particular. */
function chosenRule(
  rules: readonly MergedRule[],
  proxy: Proxy,
  direction: 'outbound' | 'inbound',
): DestinationRule | undefined {
  const selecting = rules.find(({rule: {spec, namespace}}) => {
    return (
      direction === 'outbound' &&
      namespace === proxy.namespace &&
      spec.workloadSelector &&
      hasLabels(proxy.labels, spec.workloadSelector.matchLabels)
    );
  });
  return (selecting ?? rules.findLast(({rule}) => !rule.spec.workloadSelector))?.rule;
}

function outboundTrafficPolicy(sidecar: Sidecar | undefined, {settings}: Mesh): Scope['outboundTrafficPolicy'] {
  const ofMesh = settings.config['outboundTrafficPolicy'];
  const policy: unknown = sidecar?.spec.outboundTrafficPolicy ?? ofMesh;
  // Zero, REGISTRY_ONLY, is left out by the decoder.
  return isRecord(policy) && policy['mode'] === 'ALLOW_ANY' ? 'ALLOW_ANY' : 'REGISTRY_ONLY';
}
