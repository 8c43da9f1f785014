// SPDX-License-Identifier: Apache-2.0
import type {Proxy} from '../../model/proxy.js';
import {ANY_CONNECTION, type Chain} from './chain.js';
import {hostLookup} from './dynamic-hosts.js';
import type {Candidate} from './entry.js';
import {wildcardAddresses} from './wildcard.js';

/** What Envoy's HTTP inspector says of connections with HTTP/1.1 and HTTP/2 in clear text. */
const HTTP_IN_CLEAR_TEXT = ['http/1.1', 'h2c'];

/**
 * Returns the chain of a port that speaks HTTP: requests are routed by the configuration of the port, or of the service
 * alone, where its protocol is sniffed on its own address. A sniffed chain takes only what is HTTP.
 */
export function httpChain(proxy: Proxy, {service, port, binding}: Candidate, sniffed: boolean): Chain {
  const [address = ''] = binding.addresses;
  const [wildcard] = wildcardAddresses(proxy);
  const own = port.protocol === 'Unsupported' && address !== wildcard;
  const portName = own ? `${service.hostname}:${port.port}` : String(port.port);
  const lastFilters = hostLookup(service);
  const filters = {routeName: port.port === 0 ? address : portName, protocol: port.protocol, lastFilters};
  if (!sniffed) return {...ANY_CONNECTION, filters};
  return {...ANY_CONNECTION, applicationProtocols: HTTP_IN_CLEAR_TEXT, transportProtocol: 'raw_buffer', filters};
}
