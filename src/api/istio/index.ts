// SPDX-License-Identifier: Apache-2.0

import {authorizationPolicy} from './authorization-policy.js';
import {destinationRule} from './destination-rule.js';
import {envoyFilter} from './envoy-filter.js';
import {gateway} from './gateway.js';
import type {IstioKind} from './parts/kind.js';
import {peerAuthentication} from './peer-authentication.js';
import {proxyConfig} from './proxy-config.js';
import {requestAuthentication} from './request-authentication.js';
import {serviceEntry} from './service-entry.js';
import {sidecar} from './sidecar.js';
import {telemetry} from './telemetry.js';
import {trafficExtension} from './traffic-extension.js';
import {virtualService} from './virtual-service.js';
import {wasmPlugin} from './wasm-plugin.js';
import {workloadEntry} from './workload-entry.js';
import {workloadGroup} from './workload-group.js';

/** Istio's kinds in the order in which they are installed: by group, then by name. */
export const istioKinds: readonly IstioKind[] = [
  trafficExtension,
  wasmPlugin,
  destinationRule,
  envoyFilter,
  gateway,
  proxyConfig,
  serviceEntry,
  sidecar,
  virtualService,
  workloadEntry,
  workloadGroup,
  authorizationPolicy,
  peerAuthentication,
  requestAuthentication,
  telemetry,
];
