// SPDX-License-Identifier: Apache-2.0

import type {TrafficPolicy} from '../../../api/istio-types.js';
import {isAddress} from '../checks/address.js';
import {fqdnProblem} from '../checks/domain.js';
import {duration} from '../checks/duration.js';
import {portProblem} from '../checks/port.js';
import {error, errorsOf, type Problems, warning} from '../problem.js';
import {clientTls} from './client-tls.js';
import {connectionPool} from './connection-pool.js';
import {loadBalancer} from './load-balancer.js';

export function* trafficPolicy(policy: TrafficPolicy | undefined, namespace: string): Problems {
  if (!policy) return;
  const {portLevelSettings = [], ...single} = policy;
  if (portLevelSettings.length === 0 && Object.keys(single).length === 0) {
    yield error('traffic policy must have at least one field');
    return;
  }
  if (policy.tunnel && policy.proxyProtocol) {
    yield error('tunnel and proxyProtocol must not be set together');
    return;
  }
  yield* perPort(policy, namespace);
  for (const settings of portLevelSettings) yield* errorsOf(portSettings(settings, namespace));
  yield* tunnel(policy.tunnel);
  // A number is what the decoder leaves of a version that it does not know.
  if (isUnknownNumber(policy.proxyProtocol?.version)) {
    yield error(`proxy protocol version is invalid: ${policy.proxyProtocol?.version}`);
  }
}

type PortSettings = NonNullable<TrafficPolicy['portLevelSettings']>[number];
type PerPort = Pick<PortSettings, 'outlierDetection' | 'connectionPool' | 'loadBalancer' | 'tls'>;

function* perPort(policy: PerPort, namespace: string): Problems {
  yield* outlierDetection(policy.outlierDetection);
  yield* connectionPool(policy.connectionPool);
  yield* loadBalancer(policy.loadBalancer, policy.outlierDetection !== undefined);
  yield* clientTls(policy.tls, namespace);
}

function* portSettings({port, ...policy}: PortSettings, namespace: string): Problems {
  if (!port) yield error('portTrafficPolicy must have valid port');
  if (Object.keys(policy).length === 0) yield error('port traffic policy must have at least one field');
  else yield* perPort(policy, namespace);
}

function* outlierDetection(detection: TrafficPolicy['outlierDetection']): Problems {
  if (!detection) return;
  const {consecutiveErrors, consecutiveLocalOriginFailures, splitExternalLocalOriginErrors} = detection;
  yield* duration(detection.baseEjectionTime);
  yield* duration(detection.interval);
  if (consecutiveErrors) {
    const better = 'use consecutiveGatewayErrors or consecutive5xxErrors instead';
    yield warning(`outlier detection consecutive errors is deprecated, ${better}`);
  }
  if ((consecutiveLocalOriginFailures ?? 0) > 0 && !splitExternalLocalOriginErrors) {
    yield error(
      'outlier detection consecutive local origin failures is specified, but split external local origin errors is set to false',
    );
  }
  for (const percent of [detection.maxEjectionPercent ?? 0, detection.minHealthPercent ?? 0]) {
    if (percent < 0 || percent > 100) yield error(`percentage ${percent} is not in range 0..100`);
  }
}

function* tunnel(through: Partial<NonNullable<TrafficPolicy['tunnel']>> | undefined): Problems {
  if (!through) return;
  const {protocol = '', targetHost = '', targetPort = 0} = through;
  if (!['', 'CONNECT', 'POST'].includes(protocol)) yield error('tunnel protocol must be "CONNECT" or "POST"');
  const host = fqdnProblem(targetHost);
  if (host !== undefined && !isAddress(targetHost)) {
    yield error(`tunnel target host must be valid FQDN or IP address: ${host}; ${targetHost} is not a valid IP`);
  }
  const port = portProblem(targetPort);
  if (port !== undefined) yield error(`tunnel target port is invalid: ${port}`);
}

function isUnknownNumber(value: unknown): boolean {
  return typeof value === 'number';
}
