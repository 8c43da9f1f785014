// SPDX-License-Identifier: Apache-2.0
import type {Proxy} from '../../model/proxy.js';
import type {EgressScope} from '../../model/scope.js';
import type {Service, ServicePort} from '../../model/service.js';
import type {MeshSettings} from '../../model/settings.js';
import {isHttp} from '../../registry/protocol.js';
import {addressesFor, addressFor} from '../../values/address.js';
import type {Binding, Candidate} from './entry.js';
import {loopbackAddresses, wildcardAddresses} from './wildcard.js';

/**
 * Returns where listeners of an egress listener of a Sidecar listen: at its own address, or on loopback where nothing is
 * captured; no address means that of each service (https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener).
 */
export function egressBinding(proxy: Proxy, {bind = '', captureMode}: EgressScope): Binding {
  const toPort = proxy.interception === 'NONE' || captureMode === 'NONE' || bind.startsWith('unix://');
  if (bind) return {addresses: [bind], toPort};
  return {addresses: toPort ? loopbackAddresses(proxy) : [], toPort};
}

/**
 * Returns the candidate with its address filled in: HTTP shares the wildcard address of its port, TCP listens at the
 * address of the service, or at the wildcard address for its blocks of addresses.
 */
export function withAddress(proxy: Proxy, candidate: Candidate): Candidate {
  const {binding, port, service} = candidate;
  if (binding.addresses.length > 0) return candidate;
  const wildcards = wildcardAddresses(proxy);
  const bound = (addresses: readonly string[]) => ({...candidate, binding: {...binding, addresses}});
  if (isHttp(port.protocol)) return bound(wildcards);
  const address = addressFor(proxy, service);
  const others = addressesFor(proxy, service).slice(1);
  if (address.includes('/')) return {...bound(wildcards), destinations: [address, ...others]};
  return bound(service.registry === 'External' && address === '0.0.0.0' ? wildcards : [address, ...others]);
}

/** Says whether a listener would be in the way of those that iptables sends connections to. */
export function isReserved(
  {config}: MeshSettings,
  proxy: Proxy,
  {addresses: [address]}: Binding,
  {port, protocol}: ServicePort,
): boolean {
  const [wildcard] = wildcardAddresses(proxy);
  const onWildcard = address === undefined ? isHttp(protocol) : address === wildcard;
  return onWildcard && (port === config['proxyListenPort'] || port === config['proxyInboundListenPort']);
}

/** Says whether each pod of the service gets a listener of its own: a headless Service with a port that may not be HTTP. */
export function isPerPod(proxy: Proxy, service: Service, binding: Binding, port: ServicePort): boolean {
  if (binding.addresses.length > 0 || service.resolution !== 'Passthrough') return false;
  const mayBeTcp = !isHttp(port.protocol) && port.protocol !== 'UDP';
  return mayBeTcp && addressFor(proxy, service) === '0.0.0.0';
}
