// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../../model/json.js';

/** Returns Envoy's address; port 0 means a Unix socket. */
export function socketAddress(address: string, port: number): EnvoyMessage {
  if (port === 0) return {pipe: {path: address.replace(/^unix:\/\//, '')}};
  return {socket_address: {address, port_value: port}};
}
