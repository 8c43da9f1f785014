// SPDX-License-Identifier: Apache-2.0
import {any, extension} from '../../any.js';
import {isDynamic} from '../../clusters/dynamic-forward-proxy.js';
import type {EnvoyMessage} from '../../model/json.js';
import type {Service, ServicePort} from '../../model/service.js';

const SNI = 'envoy.extensions.filters.network.sni_dynamic_forward_proxy';
const HTTP = 'envoy.extensions.filters.http.dynamic_forward_proxy.v3.FilterConfig';

/**
 * Returns the network filters that look up the server name of a connection to a wildcard with resolution DYNAMIC_DNS; none
 * for other services (https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry-Resolution).
 */
export function serverNameLookup(service: Service, {port}: ServicePort): EnvoyMessage[] {
  if (!isDynamic(service)) return [];
  return [extension(SNI, any(`${SNI}.v3.FilterConfig`, {dns_cache_config: cache(service), port_value: port}))];
}

/** Returns the HTTP filters that look up the host of a request to such a wildcard; none for other services. */
export function hostLookup(service: Service): EnvoyMessage[] {
  if (!isDynamic(service)) return [];
  const config = any(HTTP, {dns_cache_config: cache(service)});
  return [extension('envoy.filters.http.dynamic_forward_proxy', config)];
}

/** Says whether a filter waits for the server name, which the listener has to look for. */
export function looksUpServerName(filter: EnvoyMessage): boolean {
  return filter['name'] === SNI;
}

function cache({hostname}: Service): EnvoyMessage {
  return {name: `${hostname}_dfp_dns_cache`, dns_lookup_family: 'V4_ONLY'};
}
