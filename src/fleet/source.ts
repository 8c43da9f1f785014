// SPDX-License-Identifier: Apache-2.0
import type {JsonText} from '../envoy/dump/json-text.js';
import type {Proxy, ProxyRole} from './proxy.js';

/** Which proxies are meant. */
export interface Selection {
  /** Pods, or what runs pods, as users name them; then nothing else but the namespace is looked at. */
  targets: readonly string[];
  /** Undefined for all. */
  namespace: string | undefined;
  labels: string | undefined;
  /** All roles with an Envoy when empty. */
  roles: readonly ProxyRole[];
}

/** A page of the admin port, and the part of a snapshot that has the same. */
export interface AdminPage {
  path: string;
  part: 'config_dump' | 'clusters';
}

/** Where the configuration of proxies comes from: a cluster, a snapshot, or one file. */
export interface ProxySource {
  /** The proxies that are meant, by namespace and name. Throws an IstioctlError where they cannot be looked up. */
  find(selection: Selection): Promise<Proxy[]>;
  /** Undefined for what was not saved. Throws an IstioctlError that says why a proxy did not answer. */
  ask(proxy: Proxy, page: AdminPage): Promise<JsonText | undefined>;
}
