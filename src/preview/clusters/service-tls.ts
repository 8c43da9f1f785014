// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../model/context.js';
import type {Endpoint, Service, ServicePort} from '../model/service.js';
import {namespaceMode} from '../security/authentication/peer.js';
import {meshConfig} from '../settings/mesh-config.js';
import type {TrafficPolicy} from './policy.js';
import type {ServiceTls} from './tls-settings.js';

/**
 * Returns the identities that servers of a service may have: of its endpoints, and those that the youngest service of its
 * name in its namespace names itself; with the aliases of the trust domain.
 */
export function identitiesOf({mesh}: Context, service: Service): string[] {
  const {serviceAccounts} = youngest(mesh.services).get(keyOf(service)) ?? service;
  const own = [...mesh.endpoints(service).map(({serviceAccount}) => serviceAccount), ...serviceAccounts];
  const {trustDomainAliases} = mesh.settings;
  const all = own
    .filter((identity) => identity !== '')
    .flatMap((identity) => [identity, ...aliased(identity, trustDomainAliases)]);
  return [...new Set(all)].sort();
}

const indexes = new WeakMap<readonly Service[], ReadonlyMap<string, Service>>();

function youngest(services: readonly Service[]): ReadonlyMap<string, Service> {
  const index = indexes.get(services) ?? new Map(services.map((service) => [keyOf(service), service]));
  indexes.set(services, index);
  return index;
}

function keyOf({namespace, hostname}: Service): string {
  return `${namespace}/${hostname}`;
}

function aliased(identity: string, aliases: readonly string[]): string[] {
  const [, path] = /^spiffe:\/\/[^/]+(\/.+)$/.exec(identity) ?? [];
  return path === undefined ? [] : aliases.map((domain) => `spiffe://${domain}${path}`);
}

/** Returns the endpoints of one port of a service, as far as they are part of a cluster or tell of it. */
export function portEndpoints({mesh}: Context, service: Service, port: ServicePort): Endpoint[] {
  return mesh
    .endpoints(service)
    .filter(({servicePort, portName}) =>
      servicePort === undefined ? portName === port.name : servicePort === port.port,
    );
}

/** Returns what is known of the TLS of a service. `policy` is the one that may ask for the addresses that clients do. */
export function serviceTls(
  context: Context,
  {service, port, policy, sni}: {service: Service; port: ServicePort; policy: TrafficPolicy | undefined; sni: string},
): ServiceTls {
  return {
    identities: identitiesOf(context, service),
    sni,
    autoMtls: meshConfig(context.mesh.settings).enableAutoMtls ?? false,
    meshExternal: service.meshExternal,
    mode: serviceMode(context, service, port, policy),
  };
}

/** Where clients choose the address, either all endpoints take mutual TLS or none is asked for it. */
function serviceMode(
  context: Context,
  service: Service,
  port: ServicePort,
  policy: TrafficPolicy | undefined,
): ServiceTls['mode'] {
  if (service.meshExternal) return undefined;
  if (service.resolution === 'Passthrough' || policy?.loadBalancer?.simple === 'PASSTHROUGH') {
    const endpoints = portEndpoints(context, service, port);
    if (endpoints.length === 0 || endpoints.some(({tlsMode}) => tlsMode === 'disabled')) return 'DISABLE';
  }
  return namespaceMode(context.mesh, service.namespace);
}
