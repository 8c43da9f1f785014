// SPDX-License-Identifier: Apache-2.0

import type {Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {oncePer} from '../../run/once.js';
import {annotatedExportTo, exportScopes, scopesMeet} from './export-scopes.js';
import {fullHost, hostWithin, serviceOf} from './hosts.js';
import {IGNORED_NAMESPACES} from './ignored-namespaces.js';
import type {KnownHost, KnownHosts} from './known-host.js';
import {hostsOfReference} from './known-hosts-compat.js';

/** Returns who sees which host; in compatibility mode what the Go istioctl takes for that. */
export const knownHosts = oncePer(
  (resources): KnownHosts => (resources.compat ? hostsOfReference(resources) : hostsOf(resources)),
);

/** What defines a host. */
export interface HostDefinition {
  resource: Resource<'Service'> | Resource<'ServiceEntry'>;
  /** The full name; that of a ServiceEntry may begin with a star. */
  host: string;
  /** Namespaces whose proxies know it. */
  scopes: readonly string[];
  ports: readonly number[];
  selector: Readonly<Record<string, string>>;
}

export interface HostDefinitions {
  all: readonly HostDefinition[];
  /** Those of a host, as it is named by a resource of that namespace. */
  named(namespace: string, host: string): readonly HostDefinition[];
}

/** Returns everything that defines hosts. A Service without a namespace may be the one of any namespace. */
export const hostDefinitions = oncePer((resources): HostDefinitions => {
  const all = [...resources.all('ServiceEntry').flatMap(entryHosts), ...resources.all('Service').map(serviceHost)];
  const byHost = new Map<string, HostDefinition[]>();
  const add = (key: string, definition: HostDefinition) => byHost.set(key, [...(byHost.get(key) ?? []), definition]);
  for (const definition of all) {
    const {resource, host} = definition;
    add(host, definition);
    if (resource.kindName === 'Service')
      add(`${resource.unplaced ? 'unplaced' : 'placed'} ${resource.name}`, definition);
  }
  return {
    all,
    named(namespace, host) {
      const full = fullHost(namespace, host);
      const own = byHost.get(full) ?? [];
      if (namespace === '' && !/[.*]/.test(host)) return [...own, ...(byHost.get(`placed ${host}`) ?? [])];
      const {name} = serviceOf('', full);
      return name === full
        ? own
        : [...own, ...(byHost.get(`unplaced ${name}`) ?? []).filter((one) => !own.includes(one))];
    },
  };
});

function hostsOf(resources: Resources): KnownHosts {
  const definitions = hostDefinitions(resources);
  const wild = definitions.all.filter(({host}) => host.startsWith('*'));
  return {
    find(namespace, exportTo, host) {
      const sees = ({scopes}: HostDefinition) => scopesMeet(scopes, exportScopes(exportTo, namespace));
      const full = fullHost(namespace, host);
      const found = definitions.named(namespace, host).filter(sees);
      if (found.length > 0) return joined(found);
      const wider = wild.find((definition) => sees(definition) && hostWithin(full, definition.host));
      if (wider) return joined([wider]);
      const within = full.startsWith('*') && definitions.all.some((one) => sees(one) && hostWithin(one.host, full));
      return within || isOutOfSight(full) ? {ports: undefined, selector: {}} : undefined;
    },
  };
}

function joined(definitions: readonly HostDefinition[]): KnownHost {
  const [first] = definitions;
  return {ports: [...new Set(definitions.flatMap(({ports}) => ports))], selector: first?.selector ?? {}};
}

/** Whether a host is of a Service that every cluster has, or of namespaces or clusters that are never read. */
export function isOutOfSight(host: string): boolean {
  if (host.endsWith('.svc.clusterset.local')) return true;
  const hidden = IGNORED_NAMESPACES.map((namespace) => `.${namespace}.svc.cluster.local`);
  if (hidden.some((suffix) => host.endsWith(suffix))) return true;
  const always = 'kubernetes.default.svc.cluster.local';
  return host.startsWith('*') ? hostWithin(always, host) : host === always;
}

function entryHosts(resource: Resource<'ServiceEntry'>): HostDefinition[] {
  const {namespace, spec} = resource;
  const ports = (spec.ports ?? []).map(({number}) => number ?? 0);
  const scopes = exportScopes(spec.exportTo, namespace);
  const selector = spec.workloadSelector?.labels ?? {};
  return (spec.hosts ?? []).map((host) => ({resource, host: fullHost(namespace, host), scopes, ports, selector}));
}

function serviceHost(resource: Resource<'Service'>): HostDefinition {
  const {namespace, name, annotations, spec} = resource;
  const ports = (spec.ports ?? []).map(({port = 0}) => port);
  return {
    resource,
    host: fullHost(namespace, name),
    scopes: exportScopes(annotatedExportTo(annotations), namespace),
    ports,
    selector: {},
  };
}
