// SPDX-License-Identifier: Apache-2.0

import type {Labels} from '../model/kubernetes.js';

const EXCLUDED = 'traffic.sidecar.istio.io/excludeInboundPorts';
const INCLUDED = 'traffic.sidecar.istio.io/includeInboundPorts';
const INTERFACES = 'traffic.sidecar.istio.io/excludeInterfaces';
const TEMPLATES = 'inject.istio.io/templates';
const MODE = 'sidecar.istio.io/interceptionMode';

/**
 * Whether what is sent to a port of a pod surely goes through its sidecar: annotations may keep it out (istio.io,
 * "Resource Annotations").
 */
export function isIntercepted({annotations}: {annotations: Labels}, port: number): boolean {
  if (annotations[MODE] === 'NONE' || annotations[INTERFACES] !== undefined) return false;
  // Of gRPC without a proxy the credentials of the server decide.
  if (portsIn(annotations[TEMPLATES]).some((template) => template.startsWith('grpc'))) return false;
  if (portsIn(annotations[EXCLUDED]).includes(String(port))) return false;
  const included = portsIn(annotations[INCLUDED] ?? '*');
  return included.includes('*') || included.includes(String(port));
}

function portsIn(list = ''): string[] {
  return list.split(',').map((text) => text.trim());
}
