// SPDX-License-Identifier: Apache-2.0
import {policyTargets} from '../analysis/index/policies.js';
import type {Resource} from '../analysis/model/resource.js';
import type {Resources} from '../analysis/model/resources.js';
import {type Finding, finding} from './finding.js';
import {homesOf, meshVirtualServices, serviceRoutes, type VirtualService} from './mesh-routes.js';
import {unmovablePolicies} from './policies.js';
import {injectedGateways, takesSidecar} from './sidecar-pods.js';

/**
 * What must be dealt with before a namespace can do without sidecars: ambient proxies have no place for it, or would
 * leave it out without a word (istio.io, "Ambient mode: platform-specific prerequisites, feature status"; istiod's
 * `listener_waypoint` drops matches on sources, and routes of other namespaces than the service's).
 */
export function blockers(namespace: string, resources: Resources, hasWaypoint: boolean): Finding[] {
  return [
    ...externalControlPlane(resources),
    ...gateways(namespace, resources),
    ...sidecarSettings(namespace, resources),
    ...filters(namespace, resources),
    ...meshVirtualServices(namespace, resources).flatMap(virtualServiceBlockers),
    ...foreignRoutes(namespace, resources),
    ...resources.inNamespace('ServiceEntry', namespace).flatMap(serviceEntryBlockers),
    ...unmovablePolicies(namespace, resources, hasWaypoint),
  ];
}

const PRIMARY = 'topology.istio.io/controlPlaneClusters';

/** Ambient mode wants a control plane in every cluster. */
function externalControlPlane(resources: Resources): Finding[] {
  const home = resources.find('Namespace', '', resources.istioNamespace);
  if (home?.annotations[PRIMARY] !== undefined) {
    return [finding(home, 'its istiod is in another cluster (primary-remote), which ambient mode does not support')];
  }
  const injectors = resources
    .all('MutatingWebhookConfiguration')
    .filter(({name, spec}) => /istio/.test(name) && spec.webhooks?.some(({clientConfig}) => clientConfig?.url));
  return injectors.map((each) =>
    finding(each, 'calls an istiod outside of the cluster (primary-remote), which ambient mode does not support'),
  );
}

function gateways(namespace: string, resources: Resources): Finding[] {
  return injectedGateways(namespace, resources)
    .filter(({resource}) => resource.kindName !== 'Pod')
    .map(({resource}) =>
      finding(resource, 'is a gateway whose proxy the injector puts in: give it a namespace of its own'),
    );
}

function sidecarSettings(namespace: string, resources: Resources): Finding[] {
  return resources.inNamespace('Sidecar', namespace).flatMap((sidecar) => {
    const {ingress = [], egress = [], outboundTrafficPolicy, inboundConnectionPool} = sidecar.spec;
    const parts = [
      ...(ingress.length > 0 ? ['ingress'] : []),
      ...(egress.some(({port, bind}) => port !== undefined || bind) ? ['ports of egress'] : []),
      ...(outboundTrafficPolicy ? ['outboundTrafficPolicy'] : []),
      ...(inboundConnectionPool ? ['inboundConnectionPool'] : []),
    ];
    return parts.length === 0 ? [] : [finding(sidecar, `sets ${parts.join(', ')}, which only sidecars follow`)];
  });
}

function filters(namespace: string, resources: Resources): Finding[] {
  const {rootNamespace} = resources.meshConfig;
  const homes = [...new Set([namespace, rootNamespace])];
  const isFor = (object: {namespace: string}, labels: Readonly<Record<string, string>> | undefined) =>
    takesSidecar(object, labels, namespace, resources);
  const envoyFilters = homes
    .flatMap((home) => resources.inNamespace('EnvoyFilter', home))
    .filter((each) => (each.spec.targetRefs ?? []).length === 0 && isFor(each, each.spec.workloadSelector?.labels))
    .flatMap((each) => {
      const contexts = [...new Set((each.spec.configPatches ?? []).map(({match}) => match?.context ?? 'ANY'))];
      const sidecar = contexts.filter((context) => context !== 'GATEWAY').map(String);
      return sidecar.length === 0 ? [] : [finding(each, `patches ${sidecar.join(', ')}, and ztunnel takes no patches`)];
    });
  const extensions = homes
    .flatMap((home): (Resource<'WasmPlugin'> | Resource<'TrafficExtension'>)[] => [
      ...resources.inNamespace('WasmPlugin', home),
      ...resources.inNamespace('TrafficExtension', home),
    ])
    .filter((each) => policyTargets(each).length === 0 && isFor(each, each.spec.selector?.matchLabels))
    .map((each) => finding(each, 'runs in sidecars; a waypoint runs it only where targetRefs name it'));
  return [...envoyFilters, ...extensions];
}

/** What matches of all protocols say of clients. */
interface SourceMatch {
  sourceNamespace?: string | undefined;
  sourceLabels?: Readonly<Record<string, string>> | undefined;
}

/** What a waypoint cannot match: it does not know the labels and the namespace of who sent a request. */
function virtualServiceBlockers(virtualService: VirtualService): Finding[] {
  const {http = [], tcp = [], tls = []} = virtualService.spec;
  const matches: SourceMatch[] = [
    ...http.flatMap(({match = []}) => match),
    ...tcp.flatMap(({match = []}) => match),
    ...tls.flatMap(({match = []}) => match),
  ];
  const parts = [
    ...(matches.some(({sourceNamespace}) => sourceNamespace) ? ['sourceNamespace'] : []),
    ...(matches.some(({sourceLabels}) => Object.keys(sourceLabels ?? {}).length > 0) ? ['sourceLabels'] : []),
  ];
  return parts.length === 0
    ? []
    : [finding(virtualService, `matches ${parts.join(' and ')}, which a waypoint does not know`)];
}

function foreignRoutes(namespace: string, resources: Resources): Finding[] {
  const foreign = (homes: readonly string[]) => homes.filter((home) => home !== namespace).join(', ');
  return [
    ...meshVirtualServices(namespace, resources).map((each) => ({route: each, homes: homesOf(each)})),
    ...serviceRoutes(namespace, resources),
  ].flatMap(({route, homes}) => {
    const others = foreign(homes);
    return others === ''
      ? []
      : [finding(route, `is for services of ${others}, whose waypoint follows routes of its own namespace only`)];
  });
}

function serviceEntryBlockers(entry: Resource<'ServiceEntry'>): Finding[] {
  const {hosts = [], exportTo = [], resolution} = entry.spec;
  const wild = hosts.filter((host) => host.startsWith('*'));
  return [
    ...(exportTo.length > 0 && !exportTo.includes('*')
      ? [finding(entry, `is exported to ${exportTo.join(', ')} only, which ztunnel does not heed`)]
      : []),
    ...(wild.length > 0 && resolution !== 'DYNAMIC_DNS'
      ? [finding(entry, `is for ${wild.join(', ')}: ambient mode resolves wildcards with DYNAMIC_DNS only`)]
      : []),
  ];
}
