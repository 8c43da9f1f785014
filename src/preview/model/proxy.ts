// SPDX-License-Identifier: Apache-2.0
import type {Service, ServicePort} from './service.js';

/** The proxy that asks: what its node says of itself (spec/preview: conventions of the inputs). */
export interface Proxy {
  type: 'sidecar' | 'router';
  name: string;
  namespace: string;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  addresses: readonly string[];
  serviceAccount: string;
  nodeName: string;
  locality: string;
  /** Namespace and mesh-wide domain: `shop.svc.cluster.local`. */
  dnsDomain: string;
  /** REDIRECT, TPROXY or NONE. */
  interception: string;
  clusterId: string;
  network: string;
  /** Ports of services that its pod is an endpoint of, in the order in which istiod has them. */
  targets: readonly ServiceTarget[];
}

export interface ServiceTarget {
  service: Service;
  port: ServicePort;
  /** Where the workload listens. */
  targetPort: number;
}
