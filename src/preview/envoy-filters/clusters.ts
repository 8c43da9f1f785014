// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../model/json.js';
import type {ProxyPatches} from './attachment.js';
import {mergeAny, mergeInto} from './merge.js';
import {isObject, nameOf, objects} from './message.js';
import {addsIn, inContext, PATCHED_TYPES, type Patch, type PatchContext} from './patch.js';

/**
 * Returns the clusters of one context with the patches for clusters applied (package
 * pilot/pkg/networking/core/envoyfilter). `hostsOf` names the services behind an inbound cluster.
 */
export function patchClusters(
  patches: ProxyPatches,
  context: PatchContext,
  clusters: readonly EnvoyMessage[],
  hostsOf: (cluster: EnvoyMessage) => readonly string[],
): EnvoyMessage[] {
  const kept = clusters.filter((cluster) => patchCluster(patches, context, cluster, hostsOf(cluster)));
  for (const patch of patches.of('CLUSTER')) {
    if (patch.operation !== 'ADD' || !addsIn(patch, context)) continue;
    patches.applied(patch);
    kept.push(structuredClone(patch.value));
  }
  return kept;
}

/** Whether the cluster remains. */
function patchCluster(
  patches: ProxyPatches,
  context: PatchContext,
  cluster: EnvoyMessage,
  hosts: readonly string[],
): boolean {
  for (const patch of patches.of('CLUSTER')) {
    if (!inContext(patch, context) || !matchesCluster(patch, cluster, hosts)) continue;
    if (patch.operation === 'REMOVE') {
      patches.applied(patch);
      return false;
    }
    if (patch.operation !== 'MERGE') continue;
    patches.applied(patch);
    if (!mergeTransportSocket(patches, cluster, patch)) {
      mergeInto(patches.descriptors, PATCHED_TYPES.CLUSTER, cluster, patch.value);
    }
  }
  return true;
}

/** Parts of a cluster's name: `outbound|80|v1|host`, or `outbound_.80_.v1_.host` of gateways that route by SNI. */
function nameParts(name: string): {direction: string; port: number; subset: string; host: string} | undefined {
  const separator = /^(in|out)bound_\./.test(name) ? '_.' : '|';
  const [direction = '', port = '', subset = '', ...host] = name.split(separator);
  if (host.length === 0) return undefined;
  return {direction, port: Number(port) || 0, subset, host: host.join(separator)};
}

function matchesCluster({match}: Patch, cluster: EnvoyMessage, hosts: readonly string[]): boolean {
  const wanted = match.cluster;
  if (wanted === undefined) return true;
  const name = nameOf(cluster);
  if (wanted.name) return wanted.name === name;
  const parts = nameParts(name) ?? {direction: '', port: 0, subset: '', host: ''};
  const services = parts.direction === 'inbound' && hosts.length > 0 ? hosts : [parts.host];
  if (wanted.subset && wanted.subset !== parts.subset) return false;
  if (wanted.service && !services.includes(wanted.service)) return false;
  return !wanted.portNumber || wanted.portNumber === parts.port;
}

/**
 * Merges the transport socket of a patch into the one of that name; then nothing else of the patch is merged.
 * Returns false where the patch has none.
 */
function mergeTransportSocket({descriptors}: ProxyPatches, cluster: EnvoyMessage, {value}: Patch): boolean {
  const socket = value['transport_socket'];
  if (!isObject(socket)) return false;
  const matches = objects(cluster['transport_socket_matches']);
  const candidates =
    matches.length > 0 ? matches.map((match) => match['transport_socket']) : [cluster['transport_socket']];
  const target = candidates.filter(isObject).find((candidate) => candidate['name'] === socket['name']);
  if (target === undefined) {
    // A cluster with matches cannot have a socket beside them.
    if (matches.length === 0) cluster['transport_socket'] = structuredClone(socket);
    return true;
  }
  const {typed_config: config} = target;
  const {typed_config: patched} = socket;
  if (isObject(config) && isObject(patched)) target['typed_config'] = mergeAny(descriptors, config, patched) ?? config;
  return true;
}
