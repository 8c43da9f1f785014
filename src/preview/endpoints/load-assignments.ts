// SPDX-License-Identifier: Apache-2.0
import {isIP} from 'node:net';
import {hasLabels} from '../../analysis/index/labels.js';
import {localitySettings} from '../clusters/locality-settings.js';
import {policyFor} from '../clusters/policy.js';
import {type Shareable, sharedByProxies} from '../clusters/shared.js';
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import type {DestinationRule} from '../model/scope.js';
import type {Endpoint, ServicePort} from '../model/service.js';
import {meshConfig} from '../settings/mesh-config.js';
import {unlessEmpty} from '../values/present.js';
import {type EndpointGroup, groupMessage, groupsOf, mutualOnly} from './groups.js';
import {byLocality} from './locality-priorities.js';
import {type MemberRequest, membersOf} from './members.js';

/** Returns the endpoints of the clusters that ask for them (package pilot/pkg/xds/endpoints). */
export function endpoints(context: Context, clusters: readonly EnvoyMessage[]): EnvoyMessage[] {
  return clusters
    .filter(({type}) => type === 'EDS')
    .map(({name, eds_cluster_config: config}) =>
      loadAssignment(context, serviceName(config) ?? (typeof name === 'string' ? name : '')),
    );
}

function serviceName(config: unknown): string | undefined {
  const name =
    typeof config === 'object' && config !== null && 'service_name' in config ? config.service_name : undefined;
  return typeof name === 'string' ? name : undefined;
}

/** Parts of the name of a cluster; those of clusters that only pass mutual TLS on are joined otherwise. */
function partsOf(name: string): {port: number; subset: string; hostname: string; passesTls: boolean} {
  const passesTls = name.startsWith('outbound_.');
  const [, port = '', subset = '', hostname = ''] = name.split(passesTls ? '_.' : '|');
  return {port: Number(port), subset, hostname, passesTls};
}

function loadAssignment(context: Context, name: string): EnvoyMessage {
  const {port, subset, hostname, passesTls} = partsOf(name);
  const service = context.scope.service(hostname);
  const servicePort = service?.ports.find((one) => one.port === port);
  if (!service || !servicePort) return {cluster_name: name};
  const rule = context.scope.destinationRule(service);
  const {message, incomplete} = assignment(context, {service, rule, part: name, name, servicePort, subset, passesTls});
  if (incomplete) context.notSimulated(`endpoints of Service ${service.namespace}/${service.name}`);
  return message;
}

/** The endpoints of one cluster. */
interface AssignmentRequest extends Shareable {
  name: string;
  servicePort: ServicePort;
  subset: string;
  /** Only endpoints that take mutual TLS may be sent what is passed on as it comes. */
  passesTls: boolean;
}

interface Assignment {
  message: EnvoyMessage;
  /** Some endpoints are known by their workload's template alone, and have no address yet. */
  incomplete: boolean;
}

const assignment = sharedByProxies((context: Context, request: AssignmentRequest): Assignment => {
  const {service, rule, name, servicePort, subset, passesTls} = request;
  const wanted = subsetLabels(rule, subset);
  const found = context.mesh
    .endpoints(service)
    .filter((one) => one.portName === servicePort.name && hasLabels(one.labels, wanted));
  const incomplete = found.some(({addresses}) => addresses.length === 0);
  const member = {service, port: servicePort.port, subset, rule};
  const groups = groupsOf(membersOf(context, member, found.filter(hasAddress)));
  if (groups.length === 0) return {message: {cluster_name: name}, incomplete};
  const kept = passesTls ? groups.map(mutualOnly) : groups;
  const ordered = placed(context, member, kept);
  return {message: {cluster_name: name, endpoints: unlessEmpty(ordered.map(groupMessage))}, incomplete};
});

/** Names are for clusters that look them up. */
function hasAddress({addresses, port}: Endpoint): boolean {
  const [address] = addresses;
  if (address === undefined) return false;
  return address === '' || port === 0 || isIP(address) !== 0;
}

/** Returns the labels of endpoints of a subset. */
export function subsetLabels(rule: DestinationRule | undefined, subset: string): Readonly<Record<string, string>> {
  return (subset !== '' && rule?.spec.subsets?.find(({name}) => name === subset)?.labels) || {};
}

function placed(
  {mesh, proxy}: Context,
  {service, port, subset, rule}: MemberRequest,
  groups: readonly EndpointGroup[],
): EndpointGroup[] {
  const policy = rule && policyFor(rule.spec, port, subset);
  const ofMesh = meshConfig(mesh.settings).localityLbSetting;
  const {settings, always} = localitySettings(ofMesh, policy?.loadBalancer?.localityLbSetting, service);
  return byLocality(groups, proxy, settings, always || policy?.outlierDetection !== undefined);
}
