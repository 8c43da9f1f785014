// SPDX-License-Identifier: Apache-2.0
import type {Service, ServicePort} from '../../model/service.js';
import type {Chain} from './chain.js';

/** Where a listener listens; the first address gives it its name. */
export interface Binding {
  addresses: readonly string[];
  /** It has a socket of its own; else connections come to it from the listener that iptables sends them to. */
  toPort: boolean;
}

/** A listener in the making. */
export interface Entry {
  port: number;
  binding: Binding;
  /** Of the first port, or `Unsupported` once HTTP and TCP share the listener. */
  protocol: ServicePort['protocol'];
  chains: readonly Chain[];
  /** The Sidecar names its port: no other services are added to it. */
  locked: boolean;
}

/** One port of one service, about to get a listener. */
export interface Candidate {
  service: Service;
  port: ServicePort;
  binding: Binding;
  /** Blocks of addresses of the service, where the listener is not bound to its address. */
  destinations: readonly string[];
}
