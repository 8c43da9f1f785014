// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from './json.js';
import type {Mesh} from './mesh.js';
import type {Proxy} from './proxy.js';
import type {Scope} from './scope.js';

/** What every builder of resources gets. */
export interface Context {
  mesh: Mesh;
  proxy: Proxy;
  scope: Scope;
  /** The answer is that of the recorded control plane, its faults included. */
  compat?: boolean;
  /** Tells of something of the input that is not simulated: `EnvoyFilter shop/lua`. Said once each. */
  notSimulated(what: string): void;
}

/** What istiod would send to one proxy, each by name, as JSON with protobuf's field names. */
export interface ProxyResources {
  clusters: EnvoyMessage[];
  endpoints: EnvoyMessage[];
  listeners: EnvoyMessage[];
  routes: EnvoyMessage[];
}
