// SPDX-License-Identifier: Apache-2.0
import {hasLabels} from '../../analysis/index/labels.js';
import {type EndpointGroup, groupMessage, groupsOf, mutualOnly} from '../endpoints/groups.js';
import {subsetLabels} from '../endpoints/load-assignments.js';
import {membersOf} from '../endpoints/members.js';
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import type {DestinationRule} from '../model/scope.js';
import type {Service, ServicePort} from '../model/service.js';
import {outboundCluster} from '../values/cluster-name.js';
import {applyPolicy} from './apply.js';
import {type ClusterType, newCluster} from './base.js';
import {type Draft, finished} from './draft.js';
import {dynamicCluster, isDynamic} from './dynamic-forward-proxy.js';
import {alpnFields, describe, ruleFields} from './metadata.js';
import {mergedPolicy, policyForPort, type TrafficPolicy} from './policy.js';
import {portEndpoints, serviceTls} from './service-tls.js';
import {type Shareable, sharedByProxies} from './shared.js';

/** One port of a service that a proxy has clusters of. */
interface Target extends Shareable {
  port: ServicePort;
  /** How clusters are called: those that gateways pass TLS through to have names of their own. */
  nameOf(subset: string): string;
  /** The gateway passes TLS on as it comes. */
  passesTls: boolean;
}

/** Returns the clusters of all services that a proxy sees, and of their subsets. */
export function outboundClusters(context: Context): EnvoyMessage[] {
  return context.scope.services
    .filter(({resolution}) => resolution !== 'Alias')
    .flatMap((service) => portsOf(context, service, false).flatMap((target) => clustersOf(context, target)));
}

/** Returns the clusters to which gateways pass TLS through by SNI (istio.io, "Gateway", AUTO_PASSTHROUGH). */
export function passthroughClusters(context: Context): EnvoyMessage[] {
  return context.scope.services
    .filter(({meshExternal}) => !meshExternal)
    .flatMap((service) => portsOf(context, service, true).flatMap((target) => clustersOf(context, target)));
}

function portsOf({scope}: Context, service: Service, passesTls: boolean): Target[] {
  const rule = scope.destinationRule(service);
  return service.ports
    .filter(({protocol}) => protocol !== 'UDP')
    .map((port) => ({
      service,
      port,
      rule,
      part: `${port.port} ${passesTls}`,
      passesTls,
      nameOf: (subset) => (passesTls ? sniName : outboundCluster)(service.hostname, port.port, subset),
    }));
}

/** Returns the SNI by which gateways between networks find a port of a service, which is the name of the cluster there. */
function sniName(hostname: string, port: number, subset: string): string {
  return `outbound_.${port}_.${subset}_.${hostname}`;
}

const clustersOf = sharedByProxies((context: Context, target: Target): EnvoyMessage[] => {
  const {service, port, rule, passesTls} = target;
  const policy = policyForPort(rule?.spec.trafficPolicy, port.port);
  const whole = wholeCluster(context, target, policy);
  if (!whole) return [];
  const {subsets = []} = rule?.spec ?? {};
  if (isDynamic(service) && !passesTls) return [whole];
  const ofSubsets = subsets.map((subset) => subsetCluster(context, target, subset, policy));
  return [whole, ...ofSubsets.filter((cluster) => cluster !== undefined)];
});

function wholeCluster(context: Context, target: Target, policy: TrafficPolicy = {}): EnvoyMessage | undefined {
  const {service, port, rule, passesTls} = target;
  const dynamic = isDynamic(service) && !passesTls;
  const groups = isResolved(service) ? builtIn(context, target, '') : undefined;
  const draft = dynamic
    ? dynamicCluster(context, service, port)
    : begin(context, target, '', clusterType(context, service), groups);
  if (!draft) return undefined;
  const sni = dynamic ? '' : sniName(service.hostname, port.port, '');
  const tls = serviceTls(context, {service, port, policy: rule?.spec.trafficPolicy, sni});
  applyPolicy(context, draft, {
    service,
    port,
    policy,
    // Of hosts that are looked up istiod asks for no identities, whatever the ServiceEntry names.
    tls: passesTls ? undefined : {...tls, ...(dynamic && {identities: []})},
    selected: rule?.spec.workloadSelector !== undefined,
    ...(groups && {groups, ...(!passesTls && {splittable: groups.slice(0, 1)})}),
  });
  if (service.meshExternal) describe(draft, {external: true});
  if (rule) describe(draft, {...ruleFields(rule), ...alpnFields(policy.tls?.mode)});
  return finished(draft);
}

type Subset = NonNullable<DestinationRule['spec']['subsets']>[number];

function subsetCluster(
  context: Context,
  target: Target,
  subset: Subset,
  original: TrafficPolicy | undefined,
): EnvoyMessage | undefined {
  const {service, port, rule, passesTls} = target;
  const {name = '', trafficPolicy} = subset;
  const passthrough = trafficPolicy?.loadBalancer?.simple === 'PASSTHROUGH';
  const type = passthrough ? 'ORIGINAL_DST' : effectiveType(context, target, original);
  const groups = type === 'STRICT_DNS' || type === 'LOGICAL_DNS' ? builtIn(context, target, name) : undefined;
  const draft = begin(context, target, name, type, groups);
  if (!draft || !rule) return undefined;
  const policy = mergedPolicy(policyForPort(original, port.port), trafficPolicy, port.port) ?? {};
  applyPolicy(context, draft, {
    service,
    port,
    policy,
    tls: passesTls
      ? undefined
      : serviceTls(context, {service, port, policy: trafficPolicy, sni: sniName(service.hostname, port.port, name)}),
    selected: rule.spec.workloadSelector !== undefined,
    ...(groups && {groups}),
  });
  describe(draft, {...ruleFields(rule), subset: name, ...alpnFields(policy.tls?.mode)});
  return finished(draft);
}

function begin(
  context: Context,
  target: Target,
  subset: string,
  type: ClusterType,
  groups: readonly EndpointGroup[] = [],
): Draft | undefined {
  const {service, port, nameOf} = target;
  return newCluster(context, {
    name: nameOf(subset),
    type,
    port,
    service,
    subset,
    endpoints: groups.map(groupMessage),
    described: [service],
  });
}

/** Endpoints that are part of a cluster, as names are looked up for it. */
function builtIn(context: Context, {service, port, rule, passesTls}: Target, subset: string): EndpointGroup[] {
  const labels = subsetLabels(rule, subset);
  const listed = portEndpoints(context, service, port).filter((one) => hasLabels(one.labels, labels));
  const groups = groupsOf(membersOf(context, {service, port: port.port, subset, rule}, listed));
  return passesTls ? groups.map(mutualOnly) : groups;
}

function isResolved({resolution}: Service): boolean {
  return resolution === 'DNSLB' || resolution === 'DNSRoundRobinLB';
}

/** Names the kinds of look-ups of a ServiceEntry that races connections. */
const STRATEGY = 'istio.io/connect-strategy';

function clusterType({proxy}: Context, {resolution, registry, annotations}: Service): ClusterType {
  switch (resolution) {
    case 'DNSLB':
      return registry === 'External' && annotations[STRATEGY]?.toUpperCase() === 'RACE_FIRST_TCP_CONNECT'
        ? 'LOGICAL_DNS'
        : 'STRICT_DNS';
    case 'DNSRoundRobinLB':
      return 'LOGICAL_DNS';
    case 'Passthrough':
      // Gateways have nobody's address to pass on.
      return proxy.type === 'router' ? 'EDS' : 'ORIGINAL_DST';
    default:
      return 'EDS';
  }
}

/** Subsets are of the type that the rule's policy has made of the whole. */
function effectiveType(context: Context, {service}: Target, policy: TrafficPolicy | undefined): ClusterType {
  return policy?.loadBalancer?.simple === 'PASSTHROUGH' ? 'ORIGINAL_DST' : clusterType(context, service);
}
