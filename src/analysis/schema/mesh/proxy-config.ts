// SPDX-License-Identifier: Apache-2.0

import {goQuote} from '../../model/go-format.js';
import {isAddress} from '../checks/address.js';
import {fqdnProblem} from '../checks/domain.js';
import {duration, isWholeSeconds} from '../checks/duration.js';
import {splitHostPort} from '../checks/host-port.js';
import {portProblem} from '../checks/port.js';
import {error, type Problems, prefixed, warning} from '../problem.js';

interface Service {
  address?: string;
}

/** Of the settings of a proxy those that have rules. */
export interface ProxySettings {
  configPath?: string;
  binaryPath?: string;
  serviceCluster?: string;
  tracingServiceName?: string;
  drainDuration?: string;
  discoveryAddress?: string;
  statsdUdpAddress?: string;
  envoyMetricsServiceAddress?: string;
  envoyAccessLogService?: Service;
  envoyMetricsService?: Service;
  proxyAdminPort?: number;
  statusPort?: number;
  controlPlaneAuthPolicy?: string | number;
  proxyMetadata?: Readonly<Record<string, string>>;
  tracing?: {lightstep?: Service & {accessToken?: string}; zipkin?: Service; datadog?: Service};
  privateKeyProvider?: {cryptomb?: {pollDelay?: string}; qat?: {pollDelay?: string}};
}

/** What a proxy starts with where nobody says otherwise. */
export const defaultProxySettings: ProxySettings = {
  configPath: './etc/istio/proxy',
  binaryPath: '/usr/local/bin/envoy',
  serviceCluster: 'istio-proxy',
  drainDuration: '45s',
  discoveryAddress: 'istiod.istio-system.svc:15012',
  proxyAdminPort: 15_000,
  statusPort: 15_020,
  controlPlaneAuthPolicy: 'MUTUAL_TLS',
};

/** The rules of spec §4.17 for settings with the defaults under them. */
export function* proxySettings(settings: ProxySettings): Problems {
  if (!settings.configPath) yield error('config path must be set');
  if (!settings.binaryPath) yield error('binary path must be set');
  if (settings.tracingServiceName === undefined) {
    if (settings.serviceCluster === undefined) {
      yield error('oneof service cluster or tracing service name must be specified');
    } else if (settings.serviceCluster === '') yield error('service cluster must be specified');
  }
  yield* prefixed('invalid drain duration: ', duration(settings.drainDuration));
  if (settings.drainDuration !== undefined && !isWholeSeconds(settings.drainDuration)) {
    yield error('drain time only supports durations to seconds precision');
  }
  yield* addresses(settings);
  yield* tracers(settings.tracing);
  yield* ports(settings);
  const policy = settings.controlPlaneAuthPolicy;
  if (typeof policy === 'number') {
    yield error(`invalid authentication policy: unrecognized control plane auth policy ${goQuote(String(policy))}`);
  }
  yield* keyProvider(settings.privateKeyProvider);
  if (settings.proxyMetadata?.['ISTIO_META_DNS_AUTO_ALLOCATE']) {
    const where = 'ops/configuration/traffic-management/dns-proxy/#dns-auto-allocation-v2';
    const review = `review https://istio.io/latest/docs/${where} for information about replacement functionality`;
    yield warning(`'ISTIO_META_DNS_AUTO_ALLOCATE' is deprecated; ${review}`);
  }
}

function* addresses(settings: ProxySettings): Problems {
  if (!settings.discoveryAddress) yield error('discovery address must be set to the proxy discovery service');
  else yield* proxyAddress('invalid discovery address: ', settings.discoveryAddress);
  const services: [what: string, address: string | undefined][] = [
    ['statsd udp address', settings.statsdUdpAddress],
    ['envoy metrics service address', settings.envoyMetricsServiceAddress],
    ['envoy metrics service address', settings.envoyMetricsService?.address],
    ['envoy access log service address', settings.envoyAccessLogService?.address],
  ];
  for (const [what, address] of services) {
    if (address) yield* proxyAddress(`invalid ${what} ${goQuote(address)}: `, address);
  }
}

function* tracers(tracing: ProxySettings['tracing']): Problems {
  const {lightstep, zipkin, datadog} = tracing ?? {};
  if (lightstep) {
    const invalid = 'invalid lightstep config: ';
    if (!lightstep.address) yield error(`${invalid}address is required`);
    else yield* proxyAddress(`${invalid}invalid lightstep address: `, lightstep.address);
    if (!lightstep.accessToken) yield error(`${invalid}access token is required`);
  }
  if (zipkin) yield* proxyAddress('invalid zipkin config: ', hostless(zipkin.address));
  if (datadog) yield* proxyAddress('invalid datadog config: ', hostless(datadog.address));
}

/** The agent of the node, which is known only when the proxy runs. */
function hostless(address: string | undefined): string {
  return (address ?? '').replace('$(HOST_IP)', '127.0.0.1');
}

function* ports({proxyAdminPort, statusPort}: ProxySettings): Problems {
  const admin = portProblem(proxyAdminPort ?? 0);
  if (admin !== undefined) yield error(`invalid proxy admin port: ${admin}`);
  const status = portProblem(statusPort ?? 0);
  if (status !== undefined) yield error(`invalid status port: ${status}`);
}

function* keyProvider(provider: ProxySettings['privateKeyProvider']): Problems {
  const invalid = 'invalid private key provider configuration: ';
  for (const settings of [provider?.cryptomb, provider?.qat]) {
    if (!settings) continue;
    if (settings.pollDelay === undefined) yield error(`${invalid}pollDelay is required`);
    else yield* prefixed(invalid, duration(settings.pollDelay));
  }
}

function* proxyAddress(prefix: string, address: string): Problems {
  const parts = splitHostPort(address);
  if (typeof parts === 'string') {
    yield error(`${prefix}unable to split ${goQuote(address)}: ${parts}`);
    return;
  }
  if (!/^[+-]?\d+$/.test(parts.port)) {
    const reason = `strconv.Atoi: parsing ${goQuote(parts.port)}: invalid syntax`;
    yield error(`${prefix}port (${parts.port}) is not a number: ${reason}`);
    return;
  }
  const port = portProblem(Number(parts.port));
  if (port !== undefined) yield error(`${prefix}${port}`);
  else if (fqdnProblem(parts.host) !== undefined && !isAddress(parts.host)) {
    yield error(`${prefix}${goQuote(parts.host)} is not a valid hostname or an IP address`);
  }
}
