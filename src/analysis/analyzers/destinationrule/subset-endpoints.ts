// SPDX-License-Identifier: Apache-2.0

import {type HostDefinition, hostDefinitions, knownHosts} from '../../index/hosts/known-hosts.js';
import {hasLabels} from '../../index/labels.js';
import type {Analyze} from '../../model/analyzer.js';
import {groupBy} from '../../model/group-by.js';
import type {Labels} from '../../model/kubernetes.js';
import {type Message, message} from '../../model/message.js';
import {isKind, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {oncePer} from '../../run/once.js';
import {type Endpoint, endpointOf, mayHave} from './endpoint-labels.js';

/** Rules for hosts that nobody knows, and subsets without an endpoint among those of their host. */
export const subsetEndpoints: Analyze = function* (resources) {
  const hosts = knownHosts(resources);
  for (const rule of resources.all('DestinationRule')) {
    const {host = '', exportTo, subsets = []} = rule.spec;
    if (!hosts.find(rule.namespace, exportTo, host)) yield message('IST0174', rule, [host]);
    else if (subsets.length > 0) yield* emptySubsets(rule, resources);
  }
};

function* emptySubsets(rule: Resource<'DestinationRule'>, resources: Resources): Generator<Message> {
  const definitions = hostDefinitions(resources).named(rule.namespace, rule.spec.host ?? '');
  const endpoints: Endpoint[] = [];
  for (const definition of definitions) {
    const own = endpointsOf(definition, resources);
    if (!own) return;
    endpoints.push(...own);
  }
  // A host that others define, or one with a star, has endpoints that nobody knows.
  if (definitions.length === 0 || definitions.some(({host}) => host.startsWith('*'))) return;
  const byName = new Map((rule.spec.subsets ?? []).map(({name = '', labels}) => [name, labels]));
  for (const [name, labels = {}] of byName) {
    if (!endpoints.some((endpoint) => mayHave(endpoint, labels))) yield message('IST0173', rule, [name]);
  }
}

/** What stands behind a host; undefined where that is not known. */
function endpointsOf({resource, selector}: HostDefinition, resources: Resources): Endpoint[] | undefined {
  if (isKind(resource, 'Service')) {
    const {type, selector: own} = resource.spec;
    const open = type === 'ExternalName' || Object.keys(own ?? {}).length === 0;
    return open ? undefined : selected(resource, own, resources);
  }
  if (!isKind(resource, 'ServiceEntry')) return undefined;
  const {resolution, endpoints = [], workloadSelector} = resource.spec;
  if (resolution === undefined || resolution === 'NONE' || resolution === 'DYNAMIC_DNS') return undefined;
  if (workloadSelector) return selected(resource, selector, resources);
  if (endpoints.length === 0 && resolution !== 'STATIC') return [{labels: {}, assumed: false, places: 'unknown'}];
  return endpoints.map(({labels = {}}) => ({labels, assumed: false, places: 'unknown'}));
}

/** The pods and machines of the namespace that a selector takes. */
function selected({namespace}: Resource, selector: Labels | undefined, resources: Resources): Endpoint[] {
  const {own, anywhere} = podsByNamespace(resources);
  const pods = namespace === '' ? resources.all('Pod') : [...(own.get(namespace) ?? []), ...anywhere];
  return pods.filter(({labels}) => hasLabels(labels, selector)).map((pod) => endpointOf(pod, resources));
}

const podsByNamespace = oncePer((resources) => ({
  own: groupBy(
    resources.all('Pod').filter(({unplaced}) => !unplaced),
    ({namespace}) => namespace,
  ),
  anywhere: resources.all('Pod').filter(({unplaced}) => unplaced),
}));
