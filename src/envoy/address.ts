// SPDX-License-Identifier: Apache-2.0
import {integerField, type Message, messageField, textField} from './dump/message.js';

/** Where an endpoint is: `port` is 0 but for a socket. */
export interface EndpointAddress {
  kind: 'socket' | 'pipe' | 'internal' | 'unknown';
  text: string;
  port: number;
}

/** Reads envoy.config.core.v3.Address. */
export function readAddress(address: Message | undefined): EndpointAddress {
  const socket = address && messageField(address, 'socket_address');
  if (socket) {
    return {kind: 'socket', text: textField(socket, 'address'), port: integerField(socket, 'port_value') ?? 0};
  }
  const pipe = address && messageField(address, 'pipe');
  if (pipe) return {kind: 'pipe', text: textField(pipe, 'path'), port: 0};
  const internal = address && messageField(address, 'envoy_internal_address');
  if (internal) {
    const listener = textField(internal, 'server_listener_name');
    return {kind: 'internal', text: `envoy://${listener}/${textField(internal, 'endpoint_id')}`, port: 0};
  }
  return {kind: 'unknown', text: 'unknown', port: 0};
}
