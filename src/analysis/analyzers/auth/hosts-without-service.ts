// SPDX-License-Identifier: Apache-2.0

import {hostsOverlap} from '../../index/hosts/hosts.js';
import {hostDefinitions, isOutOfSight} from '../../index/hosts/known-hosts.js';
import {hasNamespace} from '../../index/hosts/known-namespaces.js';
import {type Message, message} from '../../model/message.js';
import type {Resources} from '../../model/resources.js';
import {oncePer} from '../../run/once.js';
import {requestHosts} from './request-hosts.js';

/** Hosts of authorization policies that name a Service which does not exist. */
export function* hostsWithoutService(resources: Resources): Generator<Message> {
  for (const policy of resources.all('AuthorizationPolicy')) {
    for (const {value, path, effect} of requestHosts(policy)) {
      const named = serviceIn(value);
      if (named !== undefined && isMissing(named, resources)) yield message('ISTX416', policy, [value, effect], path);
    }
  }
}

interface NamedService {
  namespace: string;
  /** Its own name, or that of a pod of it before the name. */
  name: string;
  /** In full, without a port. */
  host: string;
}

/**
 * The Service that a host of a policy is of; undefined for a host that may be of anything. Only `cluster.local` counts
 * as the domain of the cluster: a name in another one may be of a DNS server.
 */
function serviceIn(value: string): NamedService | undefined {
  const pattern = /^(?:\*\.)?([a-z0-9.-]+)\.([a-z0-9-]+)\.svc(?:\.cluster\.local)?\.?(?::\d*)?\*?$/;
  const [, labels, namespace] = pattern.exec(value.toLowerCase()) ?? [];
  const name = labels?.split('.').at(-1);
  if (!name || !namespace) return undefined;
  return {namespace, name, host: `${labels}.${namespace}.svc.cluster.local`};
}

function isMissing({namespace, name, host}: NamedService, resources: Resources): boolean {
  const {istioNamespace, meshConfig} = resources;
  // Files seldom hold what the control plane came with.
  if (namespace === istioNamespace || namespace === meshConfig.rootNamespace || isOutOfSight(host)) return false;
  if (!hasNamespace(namespace, resources) || !resources.lacks('Service', namespace, name)) return false;
  if (promisedServices(resources).has(`${namespace}/${name}`)) return false;
  return !routedHosts(resources).some((known) => hostsOverlap(known, host));
}

const routedHosts = oncePer((resources): readonly string[] => [
  ...hostDefinitions(resources).all.map(({host}) => host),
  ...resources.all('VirtualService').flatMap(({spec}) => spec.hosts ?? []),
]);

/** Services that a controller makes: for Gateways of Gateway API, and for what files hold of Knative and the like. */
const promisedServices = oncePer((resources): ReadonlySet<string> => {
  const names = resources.all('OtherController').map(({namespace, name}) => `${namespace}/${name}`);
  for (const {namespace, name, annotations, spec} of resources.all('KubernetesGateway')) {
    const own = annotations['gateway.istio.io/name-override'] ?? name;
    for (const made of [name, own, `${name}-${spec.gatewayClassName}`]) names.push(`${namespace}/${made}`);
  }
  return new Set(names);
});
