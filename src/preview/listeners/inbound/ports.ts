// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import type {Proxy, ServiceTarget} from '../../model/proxy.js';
import type {Scope} from '../../model/scope.js';
import type {Protocol} from '../../model/service.js';
import {protocolNamed} from '../../registry/protocol.js';
import {meshConfig} from '../../settings/mesh-config.js';
import {wildcardAddresses} from '../outbound/wildcard.js';
import {unicastAddress} from '../unicast-address.js';

/** A port on which a sidecar takes connections for its workload. */
export interface InboundPort {
  /** Where the workload listens. */
  targetPort: number;
  /** Of the service, for names of virtual hosts. */
  servicePort: number;
  portName: string;
  protocol: Protocol;
  /** Address in names, and of a listener of its own. */
  bind: string;
  /** The port has a listener of its own; else it has filter chains in the one for all that is intercepted. */
  bindsToPort: boolean;
  cluster: string;
  /** Of the service, for spans and statistics. */
  hostname: string;
  /** Of a Kubernetes Service. */
  service?: {name: string; namespace: string};
  metadata?: EnvoyMessage;
}

type Ingress = NonNullable<NonNullable<Scope['sidecar']>['spec']['ingress']>[number];

/** Returns the ingress listeners of the Sidecar that decides; empty where it has none. */
export function ingressListeners({scope}: Context): readonly Ingress[] {
  return scope.sidecar?.spec.ingress ?? [];
}

/**
 * Returns the ports of a sidecar in order: those of its services, or those that its Sidecar lists in their place
 * (https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioIngressListener). The first for a port wins.
 */
export function inboundPorts(context: Context): InboundPort[] {
  const ingress = ingressListeners(context);
  const all =
    ingress.length > 0
      ? ingress.map((listener) => ingressPort(context, listener))
      : context.proxy.interception === 'NONE'
        ? []
        : servicePorts(context);
  const byPort = new Map<number, InboundPort>();
  for (const port of all) if (!byPort.has(port.targetPort)) byPort.set(port.targetPort, port);
  return [...byPort.values()].sort((a, b) => a.targetPort - b.targetPort);
}

/** Ports on which the proxy itself takes what is intercepted are not the workload's. */
function servicePorts({mesh, proxy}: Context): InboundPort[] {
  const {proxyListenPort, proxyInboundListenPort} = meshConfig(mesh.settings);
  return proxy.targets
    .filter(({targetPort}) => targetPort !== proxyListenPort && targetPort !== proxyInboundListenPort)
    .map((target) => servicePort(target, proxy));
}

function servicePort({service, port, targetPort}: ServiceTarget, proxy: Proxy): InboundPort {
  const {name, namespace, registry} = service;
  return {
    targetPort,
    servicePort: port.port,
    portName: port.name,
    protocol: port.protocol,
    bind: wildcard(proxy),
    bindsToPort: false,
    cluster: clusterName(targetPort),
    hostname: service.hostname,
    ...(registry === 'Kubernetes' && {service: {name, namespace}}),
  };
}

function ingressPort({proxy, scope}: Context, {port, bind, captureMode = 'DEFAULT'}: Ingress): InboundPort {
  const {number = 0, name = '', protocol = ''} = port;
  const sidecar = scope.sidecar ?? {name: '', namespace: ''};
  return {
    targetPort: number,
    servicePort: number,
    portName: name,
    protocol: protocolNamed(protocol),
    bind: bind || unicastAddress(proxy) || wildcard(proxy),
    bindsToPort: captureMode === 'DEFAULT' ? proxy.interception === 'NONE' : captureMode === 'NONE',
    cluster: clusterName(number),
    hostname: `${sidecar.name}.${sidecar.namespace}`,
    metadata: configMetadata(sidecar),
  };
}

/** Returns the address that stands for all of a proxy's; that of IPv4 where it has both families. */
export function wildcard(proxy: Proxy): string {
  return wildcardAddresses(proxy)[0] ?? '0.0.0.0';
}

function configMetadata({name, namespace}: {name: string; namespace: string}): EnvoyMessage {
  const config = `/apis/networking.istio.io/v1/namespaces/${namespace}/sidecar/${name}`;
  return {filter_metadata: {istio: {config}}};
}

function clusterName(targetPort: number): string {
  return `inbound|${targetPort}||`;
}
