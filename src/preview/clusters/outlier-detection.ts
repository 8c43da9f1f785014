// SPDX-License-Identifier: Apache-2.0
import {plain} from '../any.js';
import type {EnvoyMessage} from '../model/json.js';
import {durationText} from '../values/duration.js';
import type {Draft} from './draft.js';
import type {TrafficPolicy} from './policy.js';

type OutlierDetection = NonNullable<TrafficPolicy['outlierDetection']>;

/** Sets how failing endpoints are ejected (istio.io, "Destination Rule", OutlierDetection). */
export function setOutlierDetection(draft: Draft, settings: OutlierDetection, sendsUnhealthy: boolean): void {
  const {minHealthPercent = 0} = settings;
  draft.cluster['outlier_detection'] = fieldsOf(settings);
  // Envoy's panic is for many endpoints; in Kubernetes there are few.
  if (minHealthPercent >= 0) setPanicThreshold(draft, sendsUnhealthy ? 0 : minHealthPercent);
}

/** Sets the share of healthy endpoints below which Envoy takes all of them. */
export function setPanicThreshold({cluster}: Draft, percent: number): void {
  cluster.common_lb_config = {...cluster.common_lb_config, healthy_panic_threshold: plain({value: percent})};
}

function fieldsOf(settings: OutlierDetection): EnvoyMessage {
  const {interval, baseEjectionTime, maxEjectionPercent, splitExternalLocalOriginErrors: split} = settings;
  const local = settings.consecutiveLocalOriginFailures;
  return {
    enforcing_success_rate: 0,
    ...counted('consecutive_5xx', settings.consecutive5xxErrors),
    ...counted('consecutive_gateway_failure', settings.consecutiveGatewayErrors),
    ...(interval !== undefined && {interval: durationText(interval)}),
    ...(baseEjectionTime !== undefined && {base_ejection_time: durationText(baseEjectionTime)}),
    ...(maxEjectionPercent && {max_ejection_percent: maxEjectionPercent}),
    ...(split && {
      split_external_local_origin_errors: true,
      ...(local && counted('consecutive_local_origin_failure', local)),
      enforcing_local_origin_success_rate: 0,
    }),
  };
}

/** Zero turns the count off. */
function counted(field: string, count: number | null | undefined): EnvoyMessage {
  return count === undefined || count === null ? {} : {[field]: count, [`enforcing_${field}`]: count > 0 ? 100 : 0};
}
