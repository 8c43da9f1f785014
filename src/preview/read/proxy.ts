// SPDX-License-Identifier: Apache-2.0
import type {Mesh, Pod} from '../model/mesh.js';
import type {Proxy} from '../model/proxy.js';
import {CLUSTER_ID, podWorkload} from '../registry/workloads.js';

/** Says of a Pod which kind of proxy it has: one that announces neither its place nor its node (the convention of recorded proxies). */
const PROXY_TYPE = 'preview/proxy';

/** A gateway of Gateway API names itself in this label of its pods. */
export const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/**
 * Returns whether the proxy of a pod is a gateway: its arguments say so; where it is not there yet, the injector's template
 * `gateway` makes one, and so do the labels of gateways that istiod or the charts deploy (istio.io, "Installing Gateways").
 */
export function proxyType({annotations, labels, proxyRole}: Pod): Proxy['type'] {
  const said = annotations[PROXY_TYPE];
  if (said === 'router' || said === 'sidecar') return said;
  if (proxyRole === 'router' || proxyRole === 'sidecar') return proxyRole;
  if (annotations['inject.istio.io/templates'] === 'gateway') return 'router';
  const gateway = labels[GATEWAY_NAME] ?? labels['operator.istio.io/component'] ?? '';
  if (labels[GATEWAY_NAME] !== undefined || /^(?:Ingress|Egress)Gateways$/.test(gateway)) return 'router';
  return /^istio-(?:ingress|egress)gateway$/.test(labels['istio'] ?? labels['app'] ?? '') ? 'router' : 'sidecar';
}

/** Returns whether the proxy of a pod is a waypoint of ambient mode: istiod labels those that it deploys. */
export function isWaypoint({labels, proxyRole}: Pod): boolean {
  return proxyRole === 'waypoint' || labels['gateway.istio.io/managed'] === 'istio.io-mesh-controller';
}

/** Returns whether a pod has a proxy, or will have one: a gateway's, or one that the injector adds and labels. */
export function hasProxy(pod: Pod): boolean {
  return (
    !isWaypoint(pod) &&
    (pod.proxyRole === 'sidecar' || pod.labels['security.istio.io/tlsMode'] === 'istio' || proxyType(pod) === 'router')
  );
}

/** Returns the proxy that a pod has, or would have once it is injected. */
export function proxyOf(pod: Pod, mesh: Mesh): Proxy {
  const type = proxyType(pod);
  const {endpoint} = podWorkload(pod, {trustDomain: mesh.settings.trustDomain, locality: (one) => mesh.locality(one)});
  return {
    type,
    name: pod.name,
    namespace: pod.namespace,
    labels: endpoint.labels,
    annotations: pod.annotations,
    addresses: pod.addresses,
    serviceAccount: pod.serviceAccount,
    ...placeOf(pod, endpoint.locality),
    dnsDomain: `${pod.namespace}.svc.${mesh.settings.domain}`,
    interception: type === 'router' ? 'NONE' : interception(pod, mesh),
    clusterId: CLUSTER_ID,
    network: endpoint.network,
    targets: mesh.targets(pod),
  };
}

function placeOf({annotations, nodeName}: Pod, locality: string): Pick<Proxy, 'nodeName' | 'locality'> {
  return annotations[PROXY_TYPE] === undefined ? {nodeName, locality} : {nodeName: '', locality: ''};
}

function interception({annotations}: Pod, {settings}: Mesh): string {
  const said = annotations['sidecar.istio.io/interceptionMode'];
  if (said) return said;
  const {defaultConfig} = settings.config;
  const mode =
    typeof defaultConfig === 'object' && defaultConfig !== null && 'interceptionMode' in defaultConfig
      ? defaultConfig.interceptionMode
      : undefined;
  return typeof mode === 'string' ? mode : 'REDIRECT';
}
