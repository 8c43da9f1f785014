// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../model/context.js';
import {meshConfig} from '../settings/mesh-config.js';
import {outboundCluster} from './cluster-name.js';

/**
 * Returns the cluster of traffic that the mesh knows no destination of: the egress proxy of the Sidecar, or whatever
 * address is asked for; undefined where such traffic is refused
 * (https://istio.io/latest/docs/reference/config/networking/sidecar/#OutboundTrafficPolicy).
 */
export function egressCluster(context: Context): string | undefined {
  const {scope} = context;
  if (modeOf(context) === LOOKED_UP) context.notSimulated(`outboundTrafficPolicy ${LOOKED_UP}`);
  if (scope.outboundTrafficPolicy !== 'ALLOW_ANY') return undefined;
  const proxy = scope.sidecar?.spec.outboundTrafficPolicy?.egressProxy;
  if (!proxy) return 'PassthroughCluster';
  return proxy.host ? outboundCluster(proxy.host, proxy.port?.number ?? 0, proxy.subset) : 'UnknownService';
}

/** Hosts that the mesh does not know are looked up as requests name them. */
const LOOKED_UP = 'ALLOW_ANY_DYNAMIC_DNS';

function modeOf({mesh, scope}: Context): string | undefined {
  return (scope.sidecar?.spec.outboundTrafficPolicy ?? meshConfig(mesh.settings).outboundTrafficPolicy)?.mode;
}
