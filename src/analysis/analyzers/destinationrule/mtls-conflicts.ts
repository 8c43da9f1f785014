// SPDX-License-Identifier: Apache-2.0

import {type EnvoyRole, envoyRole, hasEnvoys} from '../../index/envoys.js';
import {exportScopes} from '../../index/hosts/export-scopes.js';
import {fullHost, hostWithin} from '../../index/hosts/hosts.js';
import {hostDefinitions} from '../../index/hosts/known-hosts.js';
import {isIntercepted} from '../../index/intercepted-port.js';
import {hasLabels} from '../../index/labels.js';
import {type MtlsMode, mtlsMode} from '../../index/peer-authentication.js';
import {type PodLike, workloadsOf} from '../../index/pods.js';
import {targetPortOf} from '../../index/target-port.js';
import {waypointOf} from '../../index/waypoints.js';
import {groupBy} from '../../model/group-by.js';
import type {ServicePort} from '../../model/kubernetes.js';
import {type Message, message} from '../../model/message.js';
import {fullName, isKind, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {oncePer} from '../../run/once.js';
import {type TlsLevel, tlsLevels} from './tls-levels.js';

type Rule = Resource<'DestinationRule'>;
type Service = Resource<'Service'>;

const ROLES: readonly EnvoyRole[] = ['sidecar', 'gateway', 'gateway-api', 'waypoint'];

/** Rules whose TLS the sidecars of the Service do not take, by their PeerAuthentication. */
export function* mtlsConflicts(resources: Resources): Generator<Message> {
  for (const rule of resources.all('DestinationRule')) {
    const levels = tlsLevels(rule);
    if (levels.length === 0) continue;
    const scopes = exportScopes(rule.spec.exportTo, rule.namespace);
    if (!ROLES.some((role) => hasEnvoys(role, scopes, resources))) continue;
    const services = servicesOf(rule, resources);
    for (const level of levels) {
      const conflict = firstConflict(level, services, resources);
      if (conflict) yield conflictMessage(rule, level, conflict);
    }
  }
}

interface Conflict {
  service: Service;
  port: number;
  policy: Resource<'PeerAuthentication'>;
}

function conflictMessage(rule: Rule, {mode, path}: TlsLevel, {service, port, policy}: Conflict): Message {
  const place = [port, fullName(service), fullName(policy)];
  if (mode === 'ISTIO_MUTUAL') return message('ISTX407', rule, place, path);
  const sent = mode === 'SIMPLE' ? 'TLS without a client certificate' : 'plain text';
  return message('ISTX406', rule, [mode, sent, ...place], path);
}

/** Modes of PeerAuthentication that take nothing of what clients send; certificates for MUTUAL may be Istio's. */
const REFUSED = new Map([
  ['DISABLE', 'STRICT'],
  ['SIMPLE', 'STRICT'],
  ['ISTIO_MUTUAL', 'DISABLE'],
]);

function firstConflict(level: TlsLevel, services: readonly Service[], resources: Resources): Conflict | undefined {
  const refused = REFUSED.get(level.mode);
  if (refused === undefined) return undefined;
  for (const service of services) {
    for (const servicePort of service.spec.ports ?? []) {
      const {port = 0, protocol} = servicePort;
      if (protocol === 'UDP' || protocol === 'SCTP' || !level.isFor(port)) continue;
      const modes = modesOf(service, servicePort, level, resources);
      const [first] = modes;
      if (!first?.policy || modes.some((mode) => mode?.mode !== refused)) continue;
      return {service, port, policy: first.policy};
    }
  }
  return undefined;
}

/** What the pods of a level take at the port; undefined for those of which it is not known. */
function modesOf(
  {namespace, spec}: Service,
  servicePort: ServicePort,
  {labels}: TlsLevel,
  resources: Resources,
): (MtlsMode | undefined)[] {
  const pods = workloadsOf(resources).selected(spec.selector, namespace);
  return pods.filter((pod) => hasLabels(pod.labels, labels)).map((pod) => modeAt(pod, servicePort, resources));
}

function modeAt(pod: PodLike, servicePort: ServicePort, resources: Resources): MtlsMode | undefined {
  const target = targetPortOf(servicePort, pod);
  if (target === undefined || envoyRole(pod, resources) !== 'sidecar' || !isIntercepted(pod, target)) return undefined;
  return mtlsMode(pod, target, resources);
}

/** The Services whose clients use the rule; none where another rule may win, or a waypoint takes the connections. */
function servicesOf(rule: Rule, resources: Resources): Service[] {
  const host = fullHost(rule.namespace, rule.spec.host ?? '');
  const {byHost, hosts} = rulesByHost(resources);
  if ((byHost.get(host)?.filter(({namespace}) => namespace === rule.namespace).length ?? 0) > 1) return [];
  const definitions = host.startsWith('*')
    ? hostDefinitions(resources).all.filter(
        (one) => hostWithin(one.host, host) && !hasCloserRule(one.host, host, hosts),
      )
    : hostDefinitions(resources).named(rule.namespace, host);
  return definitions
    .map(({resource}) => resource)
    .filter((resource): resource is Service => isKind(resource, 'Service'))
    .filter((service) => Object.keys(service.spec.selector ?? {}).length > 0 && !waypointOf(service, resources));
}

function hasCloserRule(host: string, wide: string, hosts: readonly string[]): boolean {
  return hosts.some((other) => other.length > wide.length && hostWithin(host, other));
}

const rulesByHost = oncePer((resources) => {
  const byHost = groupBy(resources.all('DestinationRule'), ({namespace, spec}) => fullHost(namespace, spec.host ?? ''));
  return {byHost, hosts: [...byHost.keys()]};
});
