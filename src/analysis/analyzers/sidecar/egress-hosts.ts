// SPDX-License-Identifier: Apache-2.0

import {EVERYWHERE} from '../../index/hosts/export-scopes.js';
import {fullHost, hostsOverlap} from '../../index/hosts/hosts.js';
import {IGNORED_NAMESPACES} from '../../index/hosts/ignored-namespaces.js';
import {hostDefinitions, isOutOfSight} from '../../index/hosts/known-hosts.js';
import {lacksNamespace} from '../../index/hosts/known-namespaces.js';
import {type Message, message} from '../../model/message.js';
import type {Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {oncePer} from '../../run/once.js';

/** Hosts of Sidecars that let nothing in (istio.io, "Sidecar", egress hosts: `namespace/dnsName`). */
export function* egressHosts(resources: Resources): Generator<Message> {
  for (const sidecar of resources.all('Sidecar')) {
    for (const [i, {hosts = []}] of (sidecar.spec.egress ?? []).entries()) {
      for (const [j, host] of hosts.entries()) {
        const problem = problemOf(host, sidecar, resources);
        if (problem !== undefined)
          yield message('ISTX602', sidecar, [host, problem], ['spec', 'egress', i, 'hosts', j]);
      }
    }
  }
}

/** What follows from a host that matches nothing; undefined for one that matches, or may. */
function problemOf(text: string, sidecar: Resource<'Sidecar'>, resources: Resources): string | undefined {
  const slash = text.indexOf('/');
  if (slash < 0 || text.startsWith('~/')) return undefined;
  const dns = text.slice(slash + 1);
  const namespace = namespaceOf(text.slice(0, slash), sidecar, resources);
  if (isUnseen(namespace, dns, resources)) return undefined;
  // That nothing is in a namespace yet is no mistake.
  if (dns === '*') {
    const missing = namespace !== EVERYWHERE && lacksNamespace(namespace, resources);
    return missing ? `namespace "${namespace}" does not exist` : undefined;
  }
  const visible = visibleHosts(resources).filter((one) => isIn(one, namespace));
  if (visible.some(({host}) => hostsOverlap(host, dns))) return undefined;
  const short = visible.find(({host}) => host.startsWith(`${dns}.`) && !dns.includes('.'));
  if (short) return `write the full name, "${short.host}"`;
  const elsewhere = visibleHosts(resources).find(({host}) => hostsOverlap(host, dns));
  if (elsewhere) return `"${elsewhere.host}" is of namespace "${elsewhere.namespace}"`;
  return 'no Service, ServiceEntry or VirtualService has the host';
}

/** The namespace before the slash; that of a Sidecar of the root namespace is that of each proxy. */
function namespaceOf(text: string, {namespace}: Resource, {meshConfig}: Resources): string {
  if (text !== '.') return text;
  return namespace === meshConfig.rootNamespace ? EVERYWHERE : namespace;
}

/** Whether the host may be of what is not read: system namespaces, and the control plane's where only files are. */
function isUnseen(namespace: string, dns: string, {istioNamespace, meshConfig}: Resources): boolean {
  const hidden = [...IGNORED_NAMESPACES, istioNamespace, meshConfig.rootNamespace];
  return (
    hidden.includes(namespace) ||
    hidden.some((name) => dns.endsWith(`.${name}.svc.cluster.local`)) ||
    (dns !== '*' && isOutOfSight(dns))
  );
}

interface Visible {
  host: string;
  namespace: string;
  unplaced: boolean;
}

function isIn({namespace, unplaced}: Visible, wanted: string): boolean {
  return wanted === EVERYWHERE || wanted === '' || unplaced || namespace === wanted;
}

const visibleHosts = oncePer((resources): readonly Visible[] => [
  ...hostDefinitions(resources).all.map(({resource: {namespace, unplaced = false}, host}) => ({
    host,
    namespace,
    unplaced,
  })),
  ...resources
    .all('VirtualService')
    .flatMap(({namespace, unplaced = false, spec}) =>
      (spec.hosts ?? []).map((host) => ({host: fullHost(namespace, host), namespace, unplaced})),
    ),
]);
