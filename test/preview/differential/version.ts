// SPDX-License-Identifier: Apache-2.0
import type {TrafficPolicy} from '../../../src/preview/clusters/policy.js';
import type {Context} from '../../../src/preview/model/context.js';
import {firstDifference} from './first-difference.js';

/**
 * Whether istiod's endpoints of a subset, or the cluster that has them, differ from the preview's as its main branch, from which the tests' istiod is
 * built, does from 1.30: there a subset whose policy has no TLS takes the mode of its rule when istiod looks which
 * endpoints take mutual TLS (package pilot/pkg/xds/endpoints).
 */
export function isOfMainBranch(context: Context, name: string, wanted: unknown, got: unknown): boolean {
  const passesTls = name.startsWith('outbound_.');
  const [direction, port = '', subset = '', hostname = ''] = name.split(passesTls ? '_.' : '|');
  if (direction !== 'outbound' || subset === '') return false;
  const service = context.scope.service(hostname);
  const rule = service && context.scope.destinationRule(service)?.spec;
  const chosen = rule?.subsets?.find((one) => one.name === subset);
  if (!chosen || tlsMode(chosen.trafficPolicy, Number(port)) !== undefined) return false;
  if (tlsMode(rule?.trafficPolicy, Number(port)) === undefined) return false;
  return passesTls || firstDifference(withoutMode(wanted), withoutMode(got)) === undefined;
}

function tlsMode(policy: TrafficPolicy | undefined, port: number): string | undefined {
  const ofPort = policy?.portLevelSettings?.find((one) => one.port?.number === port && one.tls);
  const tls = ofPort?.tls ?? policy?.tls;
  return tls && (tls.mode ?? 'DISABLE');
}

/** Without what says that an endpoint takes mutual TLS. */
function withoutMode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMode);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'envoy.transportSocketMatch');
  return Object.fromEntries(kept.map(([key, entry]) => [key, withoutMode(entry)]));
}
