// SPDX-License-Identifier: Apache-2.0
import type {TrafficPolicy} from '../clusters/policy.js';
import type {Context} from '../model/context.js';
import type {DestinationRule} from '../model/scope.js';
import type {Endpoint, Service} from '../model/service.js';
import {workloadModes} from '../security/authentication/peer.js';
import type {Member} from './groups.js';

/** What decides over TLS towards endpoints. */
export interface MemberRequest {
  service: Service;
  port: number;
  subset: string;
  rule: DestinationRule | undefined;
}

/** Returns the endpoints that a client is told of, each with what it knows of its TLS. */
export function membersOf(context: Context, request: MemberRequest, endpoints: readonly Endpoint[]): Member[] {
  const mode = ruleMode(request);
  return endpoints
    .filter((endpoint) => isSent(context, request.service, endpoint))
    .map((endpoint) => ({
      endpoint,
      mutualTls: mode === undefined ? takesMutualTls(context, endpoint) : mode === 'ISTIO_MUTUAL',
    }));
}

function isSent({proxy}: Context, {kubernetes, trafficDistribution}: Service, {health, nodeName}: Endpoint): boolean {
  if (kubernetes?.nodeLocal && nodeName !== proxy.nodeName) return false;
  if (health === 'unhealthy') return sendsUnhealthy({trafficDistribution});
  return health !== 'terminating' && health !== 'draining';
}

/** Says whether clients are told of endpoints that are not ready: those who prefer endpoints nearby have to know how many there are. */
export function sendsUnhealthy({trafficDistribution}: Pick<Service, 'trafficDistribution'>): boolean {
  return trafficDistribution !== 'any';
}

/** The mode that a rule asks for, of a port or of all; a subset does not inherit. */
function ruleMode({rule, subset, port}: MemberRequest): string | undefined {
  const spec = rule?.spec;
  const policy: TrafficPolicy | undefined =
    subset === '' ? spec?.trafficPolicy : spec?.subsets?.find(({name}) => name === subset)?.trafficPolicy;
  const ofPort = policy?.portLevelSettings?.find((one) => one.port?.number === port && one.tls);
  const tls = ofPort?.tls ?? policy?.tls;
  return tls && (tls.mode ?? 'DISABLE');
}

function takesMutualTls({mesh}: Context, {tlsMode, namespace, labels, port}: Endpoint): boolean {
  if (tlsMode !== 'istio') return false;
  const {mode, ports} = workloadModes(mesh, {namespace, labels});
  return (ports.get(port) ?? mode) !== 'DISABLE';
}
