// SPDX-License-Identifier: Apache-2.0
import type {Resources} from '../analysis/model/resources.js';
import {waypointGateway} from '../waypoint/gateway.js';
import {type SecurityPolicy, waypointFor, waypointPolicies} from './policies.js';
import {SIDECAR_LABEL} from './sidecar-pods.js';
import {subsetServices} from './subset-services.js';

/** Objects that are to be applied together, and the file that holds them. */
export interface ObjectFile {
  file:
    | 'waypoint.yaml'
    | 'waypoint-policies.yaml'
    | 'sidecar-policies.yaml'
    | 'ztunnel-policies.yaml'
    | 'subset-services.yaml';
  objects: object[];
}

const API_VERSION = 'security.istio.io/v1';

/**
 * What a namespace needs to have a waypoint do what its sidecars do: the waypoint where there is none, policies attached
 * to it, the old policies for those pods only that still have a sidecar, policies that let nobody past the waypoint, and
 * a Service for each subset. Files without objects are left out.
 */
export function waypointObjects(namespace: string, resources: Resources): ObjectFile[] {
  const policies = waypointPolicies(namespace, resources);
  const subsets = [...subsetServices(namespace, resources).values()].flat();
  const waypoint = waypointFor(namespace, resources);
  const isThere = resources.find('KubernetesGateway', waypoint.namespace, waypoint.name) !== undefined;
  const {trustDomain = 'cluster.local'} = resources.meshConfig;
  const principals = [`${trustDomain}/ns/${waypoint.namespace}/sa/${waypoint.name}`];
  const files: ObjectFile[] = [
    {file: 'waypoint.yaml', objects: isThere ? [] : [waypointGateway(waypoint)]},
    {
      file: 'waypoint-policies.yaml',
      objects: policies.map(({policy, targets}) => {
        const {selector: _, ...spec} = policy.spec;
        return policyObject(policy, `${policy.name}-waypoint`, {targetRefs: targets, ...spec});
      }),
    },
    {
      file: 'sidecar-policies.yaml',
      objects: policies.map(({policy}) => {
        const matchLabels = {...policy.spec.selector?.matchLabels, ...SIDECAR_LABEL};
        return policyObject(policy, policy.name, {...policy.spec, selector: {matchLabels}});
      }),
    },
    {
      file: 'ztunnel-policies.yaml',
      objects: policies
        .filter(({policy}) => policy.kindName === 'AuthorizationPolicy')
        .map(({policy}) => {
          const {selector} = policy.spec;
          const rules = [{from: [{source: {principals}}]}];
          return policyObject(policy, `${policy.name}-no-bypass`, {...(selector && {selector}), rules});
        }),
    },
    {
      file: 'subset-services.yaml',
      objects: subsets.map(({name, service, labels}) => ({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: {name, namespace},
        spec: {
          selector: {...service.spec.selector, ...labels},
          ports: (service.spec.ports ?? []).map((port) => ({...port, nodePort: undefined})),
        },
      })),
    },
  ];
  return files.filter(({objects}) => objects.length > 0);
}

function policyObject({kind, namespace}: SecurityPolicy, name: string, spec: object): object {
  return {apiVersion: API_VERSION, kind, metadata: {name, namespace}, spec};
}
