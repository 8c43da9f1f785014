// SPDX-License-Identifier: Apache-2.0

import type {EndpointGroup} from '../endpoints/groups.js';
import {groupMessage} from '../endpoints/groups.js';
import {byLocality} from '../endpoints/locality-priorities.js';
import {sendsUnhealthy} from '../endpoints/members.js';
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import type {Service, ServicePort} from '../model/service.js';
import {meshConfig} from '../settings/mesh-config.js';
import {NETWORK_METADATA_EXCHANGE} from '../telemetry/metadata-exchange.js';
import {setConnectionPool, upgradeToHttp2} from './connection-pool.js';
import type {Draft} from './draft.js';
import {setLoadBalancer} from './load-balancer.js';
import {localitySettings} from './locality-settings.js';
import {setOutlierDetection, setPanicThreshold} from './outlier-detection.js';
import type {TrafficPolicy} from './policy.js';
import type {ServiceTls} from './tls-settings.js';
import {upstreamTls} from './tls-settings.js';
import {setProxyProtocol, setTls} from './transport-sockets.js';

/** What a policy is applied for. */
export interface Application {
  service: Service;
  port: ServicePort;
  policy: TrafficPolicy;
  /** Undefined for clusters that pass TLS on as it comes. */
  tls: ServiceTls | undefined;
  /** The rule holds for selected workloads only. */
  selected: boolean;
  /** Endpoints that are part of the cluster; with `splittable` those whose labels are looked at. */
  groups?: readonly EndpointGroup[];
  splittable?: readonly EndpointGroup[];
}

/** Applies the policy of a rule to an outbound cluster (package pilot/pkg/networking/core). */
export function applyPolicy(context: Context, draft: Draft, application: Application): void {
  const {service, port, policy, tls, selected} = application;
  const pool = policy.connectionPool ?? {};
  upgradeToHttp2(context, draft, port, pool);
  setConnectionPool(context, draft, pool, policy.retryBudget);
  if (policy.outlierDetection) setOutlierDetection(draft, policy.outlierDetection, sendsUnhealthy(service));
  if (!draft.dynamic) applyLoadBalancer(context, draft, application);
  if (tls) {
    const upstream = upstreamTls(policy.tls, tls);
    setTls(context, {draft, service, identities: tls.identities, selected}, upstream);
    if (policy.proxyProtocol) setProxyProtocol(draft, policy.proxyProtocol);
  }
  if (draft.cluster.type === 'ORIGINAL_DST') draft.cluster['lb_policy'] = 'CLUSTER_PROVIDED';
  if (draft.cluster.type === 'EDS') draft.cluster['eds_cluster_config'] = edsConfig(draft.cluster.name);
  draft.cluster['filters'] = [NETWORK_METADATA_EXCHANGE];
}

function edsConfig(name: string): EnvoyMessage {
  return {service_name: name, eds_config: {ads: {}, initial_fetch_timeout: '0s', resource_api_version: 'V3'}};
}

function applyLoadBalancer(
  context: Context,
  draft: Draft,
  {service, policy, groups, splittable = []}: Application,
): void {
  const {mesh, proxy} = context;
  const balancer = policy.loadBalancer ?? {};
  if (sendsUnhealthy(service)) setPanicThreshold(draft, 0);
  const {settings, always} = localitySettings(
    meshConfig(mesh.settings).localityLbSetting,
    balancer.localityLbSetting,
    service,
  );
  const failover = always || policy.outlierDetection !== undefined;
  if (settings?.distribute || (failover && (settings?.failover || settings?.failoverPriority))) {
    draft.cluster.common_lb_config = {...draft.cluster.common_lb_config, locality_weighted_lb_config: {}};
  }
  if (groups) {
    const placed = byLocality(groups, proxy, settings, failover, splittable);
    draft.cluster['load_assignment'] = {cluster_name: draft.cluster.name, endpoints: placed.map(groupMessage)};
  }
  setLoadBalancer(draft, balancer);
}
