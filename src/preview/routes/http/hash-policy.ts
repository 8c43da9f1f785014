// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import type {DestinationRule} from '../../model/scope.js';
import type {Service} from '../../model/service.js';
import {durationText} from '../../values/duration.js';
import {unlessEmpty, unlessZero} from '../../values/present.js';
import type {Destination} from './spec.js';

type TrafficPolicy = NonNullable<DestinationRule['spec']['trafficPolicy']>;
type ConsistentHash = NonNullable<NonNullable<TrafficPolicy['loadBalancer']>['consistentHash']>;

/**
 * Returns the hash that the DestinationRule of a route's destination asks for: that of the subset's port, the subset,
 * the port, the host, in this order (package pilot/pkg/networking/core/route).
 */
export function hashOfDestination({scope}: Context, destination: Destination | undefined): ConsistentHash | undefined {
  const rule = destination && scope.destinationRule(destination.host)?.spec;
  if (!rule) return undefined;
  const {subset, port} = destination;
  const ofSubset = rule.subsets?.find(({name = ''}) => name === (subset ?? ''))?.trafficPolicy;
  return (
    hashOfPort(ofSubset, port?.number) ??
    ofSubset?.loadBalancer?.consistentHash ??
    hashOfPort(rule.trafficPolicy, port?.number) ??
    rule.trafficPolicy?.loadBalancer?.consistentHash
  );
}

/** Returns the hash for a service that no VirtualService has routes for. */
export function hashOfService({scope}: Context, service: Service, port: number): ConsistentHash | undefined {
  const policy = scope.destinationRule(service)?.spec.trafficPolicy;
  return hashOfPort(policy, port) ?? policy?.loadBalancer?.consistentHash;
}

function hashOfPort(policy: TrafficPolicy | undefined, port: number | undefined): ConsistentHash | undefined {
  if (port === undefined) return undefined;
  return policy?.portLevelSettings?.find((setting) => setting.port?.number === port)?.loadBalancer?.consistentHash;
}

/**
 * Returns Envoy's hash policy; undefined where the hash names nothing to hash
 * (https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings-ConsistentHashLB).
 */
export function hashPolicy(hash: ConsistentHash | undefined): EnvoyMessage | undefined {
  if (!hash) return undefined;
  const {httpHeaderName, httpCookie, useSourceIp, httpQueryParameterName} = hash;
  if (httpHeaderName !== undefined) return {header: {header_name: unlessZero(httpHeaderName)}};
  if (httpCookie) return {cookie: cookie(httpCookie)};
  if (useSourceIp !== undefined) return {connection_properties: {source_ip: unlessZero(useSourceIp)}};
  if (httpQueryParameterName !== undefined) return {query_parameter: {name: unlessZero(httpQueryParameterName)}};
  return undefined;
}

function cookie({name, path, ttl, attributes}: NonNullable<ConsistentHash['httpCookie']>): EnvoyMessage {
  return {
    name: unlessZero(name),
    path: unlessZero(path),
    ttl: ttl === undefined ? undefined : durationText(ttl),
    attributes: unlessEmpty(
      attributes?.map((attribute) => ({name: unlessZero(attribute.name), value: unlessZero(attribute.value)})),
    ),
  };
}
