// SPDX-License-Identifier: Apache-2.0
import {renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

/** A message of Envoy's API as JSON. */
export type Json = {[field: string]: unknown};

/** What Envoy is given over xDS, as istiod would; each kind of resource by its own kind of discovery. */
export interface Resources {
  listeners?: Json[];
  clusters?: Json[];
  /** Named by `rds.route_config_name` of a listener. */
  routes?: Json[];
  /** Load assignments, named by clusters of type EDS. */
  endpoints?: Json[];
  /** Named by TLS contexts. */
  secrets?: Json[];
}

const KINDS: {kind: keyof Resources; type: string; name: string; together?: true}[] = [
  {kind: 'secrets', type: 'envoy.extensions.transport_sockets.tls.v3.Secret', name: 'name'},
  {kind: 'endpoints', type: 'envoy.config.endpoint.v3.ClusterLoadAssignment', name: 'cluster_name'},
  {kind: 'routes', type: 'envoy.config.route.v3.RouteConfiguration', name: 'name'},
  {kind: 'clusters', type: 'envoy.config.cluster.v3.Cluster', name: 'name', together: true},
  {kind: 'listeners', type: 'envoy.config.listener.v3.Listener', name: 'name', together: true},
];

/** Where Envoy finds all resources of a kind, or the one of that name, in the folder. */
export function resourceFile(folder: string, kind: keyof Resources, name = ''): string {
  return join(folder, `${kind}-${encodeURIComponent(name)}.json`);
}

/**
 * Writes resources as the files that Envoy watches, what is referred to before what refers to it. References over ADS
 * come to point to these files. Returns how many files it wrote.
 */
export function writeResources(folder: string, resources: Resources, version: number): number {
  let written = 0;
  for (const {kind, type, name, together} of KINDS) {
    const given = resources[kind];
    if (!given) continue;
    const found = given.map((resource): Json => ({'@type': `type.googleapis.com/${type}`, ...resource}));
    const files = together
      ? [{file: resourceFile(folder, kind), found}]
      : found.map((one) => ({file: resourceFile(folder, kind, String(one[name])), found: [one]}));
    for (const {file, found} of files) {
      // Envoy notices files that are moved into place, never ones that are written where they lie.
      writeFileSync(
        `${file}.new`,
        JSON.stringify({version_info: String(version), resources: fromFiles(found, folder)}),
      );
      renameSync(`${file}.new`, file);
      written++;
    }
  }
  return written;
}

/** The configuration with every `{ads: {}}` replaced by the file of what it refers to. */
function fromFiles(value: unknown, folder: string): unknown {
  if (Array.isArray(value)) return value.map((item) => fromFiles(item, folder));
  if (typeof value !== 'object' || value === null) return value;
  const message: Json = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromFiles(item, folder)]));
  const source = (kind: keyof Resources, name: unknown) => ({
    resource_api_version: 'V3',
    path_config_source: {path: resourceFile(folder, kind, String(name))},
  });
  if ('route_config_name' in message) message['config_source'] = source('routes', message['route_config_name']);
  if ('sds_config' in message) message['sds_config'] = source('secrets', message['name']);
  if ('service_name' in message) message['eds_config'] = source('endpoints', message['service_name']);
  return message;
}
