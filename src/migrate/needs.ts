// SPDX-License-Identifier: Apache-2.0
import {serviceOf} from '../analysis/index/hosts/hosts.js';
import type {Resource} from '../analysis/model/resource.js';
import type {Resources} from '../analysis/model/resources.js';
import {type Finding, finding} from './finding.js';
import {homesOf, meshVirtualServices, serviceRoutes} from './mesh-routes.js';
import {layer7Policies, type Target} from './policies.js';
import {subsetServices} from './subset-services.js';

/** What of a namespace only an Envoy can do: with it the namespace needs a waypoint. */
export function needs(namespace: string, resources: Resources): Finding[] {
  const subsets = subsetServices(namespace, resources);
  return [
    ...meshVirtualServices(namespace, resources)
      .filter((each) => homesOf(each).includes(namespace))
      .map((each) => finding(each, `routes${subsetText(subsets.get(each.name))}`)),
    ...serviceRoutes(namespace, resources)
      .filter(({homes}) => homes.includes(namespace))
      .map(({route}) => finding(route, 'routes of a Service')),
    ...resources.inNamespace('DestinationRule', namespace).flatMap(trafficPolicyNeeds),
    ...layer7Policies(namespace, resources).map(({policy, because, targets}) =>
      finding(policy, `${because} -> ${targets.map(targetText).join(', ') || '?'}`),
    ),
  ];
}

export function targetText({kind, name}: Target): string {
  return `${kind}/${name}`;
}

function subsetText(services: readonly {name: string; subset: string}[] | undefined): string {
  if (!services) return '';
  const names = services.map(({name, subset}) => `${subset} -> Service ${name}`);
  return ` (subsets ${names.join(', ')})`;
}

/** Settings of a DestinationRule that ztunnel has no use for: it connects, and balances over what is healthy. */
const POLICY = ['connectionPool', 'loadBalancer', 'outlierDetection', 'portLevelSettings', 'tunnel'] as const;

function trafficPolicyNeeds(rule: Resource<'DestinationRule'>): Finding[] {
  const {host = '', trafficPolicy, subsets = []} = rule.spec;
  if (serviceOf(rule.namespace, host).namespace !== rule.namespace) return [];
  const policies = [trafficPolicy, ...subsets.map((subset) => subset.trafficPolicy)].filter(
    (each) => each !== undefined,
  );
  const names = POLICY.filter((name) => policies.some((policy) => policy[name] !== undefined));
  const modes = policies.flatMap(({tls}) => (tls?.mode === 'SIMPLE' || tls?.mode === 'MUTUAL' ? [tls.mode] : []));
  const parts = [...names, ...[...new Set(modes)].map((mode) => `tls ${mode}`)];
  return parts.length === 0 ? [] : [finding(rule, parts.join(', '))];
}
