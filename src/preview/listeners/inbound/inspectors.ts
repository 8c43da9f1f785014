// SPDX-License-Identifier: Apache-2.0
import {any, extension, plain} from '../../any.js';
import type {EnvoyMessage} from '../../model/json.js';
import type {FilterChain} from './filter-chains.js';

const FILTERS = 'envoy.extensions.filters.listener';

const TLS_INSPECTOR = extension(
  'envoy.filters.listener.tls_inspector',
  any(`${FILTERS}.tls_inspector.v3.TlsInspector`, {initial_read_buffer_size: 512}),
);
const HTTP_INSPECTOR = extension(
  'envoy.filters.listener.http_inspector',
  any(`${FILTERS}.http_inspector.v3.HttpInspector`),
);

/** ALPNs that only a look at the first bytes of plain text tells. */
const SNIFFED = new Set(['http/1.1', 'h2c']);

/** What has to be looked at on one port, 0 for those that have no filter chains of their own. */
interface Inspected {
  tls: boolean;
  http: boolean;
}

/** Returns the filters that look at the first bytes, where filter chains need that; they are off for ports that do not. */
export function inspectors(filterChains: readonly FilterChain[]): EnvoyMessage[] {
  const ports = inspectedPorts(filterChains);
  const all = [...ports].sort(([a], [b]) => a - b);
  const withoutTls = all.filter(([, {tls}]) => !tls).map(([port]) => port);
  const withTls = all.filter(([, {tls}]) => tls).map(([port]) => port);
  const withoutHttp = all.filter(([, {http}]) => !http).map(([port]) => port);
  return [
    ...(withTls.length > 0
      ? [{...TLS_INSPECTOR, ...(ports.get(0)?.tls ? offFor(withoutTls) : offExceptFor(withTls))}]
      : []),
    ...(withoutHttp.length < all.length ? [{...HTTP_INSPECTOR, ...offFor(withoutHttp)}] : []),
  ];
}

function inspectedPorts(filterChains: readonly FilterChain[]): Map<number, Inspected> {
  const ports = new Map<number, Inspected>();
  for (const {filter_chain_match: match} of filterChains) {
    const port = match.destination_port ?? 0;
    const known = ports.get(port);
    ports.set(port, {
      tls: known?.tls || match.transport_protocol === 'tls',
      http: known?.http || (match.application_protocols ?? []).some((alpn) => SNIFFED.has(alpn)),
    });
  }
  return ports;
}

function offFor(ports: readonly number[]): EnvoyMessage {
  return ports.length > 0 ? {filter_disabled: onPorts(ports)} : {};
}

function offExceptFor(ports: readonly number[]): EnvoyMessage {
  return {filter_disabled: {not_match: onPorts(ports)}};
}

function onPorts(ports: readonly number[]): EnvoyMessage {
  const rules = ports.map((port) => ({destination_port_range: plain({start: port, end: port + 1})}));
  const [only] = rules;
  return only && rules.length === 1 ? only : {or_match: {rules}};
}
