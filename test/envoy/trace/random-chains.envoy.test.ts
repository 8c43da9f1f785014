// SPDX-License-Identifier: Apache-2.0
import {once} from 'node:events';
import {connect} from 'node:net';
import {Duplex} from 'node:stream';
import {connect as connectTls} from 'node:tls';
import fc from 'fast-check';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {pickChain} from '../../../src/envoy/trace/chain-matcher.js';
import {chainName, chooseChain} from '../../../src/envoy/trace/filter-chain.js';
import {inspect} from '../../../src/envoy/trace/inspectors.js';
import {parseRequest} from '../../../src/envoy/trace/request.js';
import {ENVOY_TIMEOUT} from '../../envoy-server/binary.js';
import type {Json} from '../../envoy-server/config.js';
import {describeOnEnvoy} from '../../envoy-server/describe.js';
import {type Envoy, startEnvoy} from '../../envoy-server/envoy.js';
import {freePorts} from '../../envoy-server/ports.js';
import {address, filter} from '../../envoy-server/sidecar.js';

const optional = <T>(what: fc.Arbitrary<T>) => fc.option(what, {nil: undefined});

/**
 * Lists of one value, for Envoy refuses chains that some connection would fit equally well; and no range of all
 * addresses, which Envoy takes for no range, so that which of the two counts is by chance.
 */
const matches = fc
  .record({
    destination_port: optional(fc.constantFrom(80, 443)),
    range: optional(fc.constantFrom('10.0.0.1/32', '10.0.0.0/24', '10.0.0.0/8')),
    server_name: optional(fc.constantFrom('a.com', 'b.a.com', '*.a.com', '*.com')),
    transport_protocol: optional(fc.constantFrom('tls', 'raw_buffer')),
    application_protocol: optional(fc.constantFrom('h2', 'http/1.1', 'istio')),
  })
  .map(({destination_port, range, server_name, transport_protocol, application_protocol}): Json => {
    const [address_prefix, prefix_len] = range?.split('/') ?? [];
    return {
      ...(destination_port && {destination_port}),
      ...(range && {prefix_ranges: [{address_prefix, prefix_len: Number(prefix_len)}]}),
      ...(server_name && {server_names: [server_name]}),
      ...(transport_protocol && {transport_protocol}),
      ...(application_protocol && {application_protocols: [application_protocol]}),
    };
  });

const listenerKinds = fc.record({
  matches: fc.uniqueArray(matches, {minLength: 1, maxLength: 8, selector: (match) => JSON.stringify(match)}),
  inspectors: fc.subarray(['tls_inspector', 'http_inspector']),
  fallback: fc.boolean(),
});

const connections = fc.record({
  to: fc.constantFrom('10.0.0.1', '10.0.0.9', '10.9.9.9', '11.0.0.1'),
  port: fc.constantFrom(80, 443, 8080),
  client: fc.oneof(
    fc.constant({kind: 'http' as const}),
    fc.constant({kind: 'tcp' as const}),
    fc.record({
      kind: fc.constant('tls' as const),
      servername: fc.constantFrom('a.com', 'A.com', 'b.a.com', 'c.b.a.com', 'c.com', 'org', undefined),
    }),
  ),
});

type Client = {kind: 'http' | 'tcp'} | {kind: 'tls'; servername: string | undefined};

describeOnEnvoy('random connections to random filter chains', () => {
  const kinds = fc.sample(listenerKinds, 40);
  let envoy: Envoy;
  let ports: number[] = [];
  let listeners: Json[] = [];

  beforeAll(async () => {
    ports = await freePorts(kinds.length);
    listeners = kinds.map((kind, i) => listenerOf(kind, ports[i] ?? 0));
    envoy = await startEnvoy({listeners});
  }, ENVOY_TIMEOUT);
  afterAll(() => envoy.stop());

  test('come to the chain that we say', {timeout: 120_000}, async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.nat(kinds.length - 1), connections, async (i, {to, port, client}) => {
        const listener = listeners[i] ?? {};
        const target =
          client.kind === 'http'
            ? `http://${to}:${port}/`
            : client.kind === 'tls'
              ? `https://${client.servername ?? to}:${port}`
              : `${to}:${port}`;
        const connection = inspect(listener, parseRequest(target), {address: to, port}, 'application');
        const {chain} = chooseChain(listener, connection);
        const ours = chain ? chainName(chain) : '';
        expect(await answerOf(ports[i] ?? 0, {to, port, client}), JSON.stringify({listener, connection})).toBe(ours);
        seen.add(`${client.kind} ${ours === '' ? 'closed' : 'taken'}`);
      }),
      {numRuns: Number(process.env['TRACE_RUNS'] ?? 600)},
    );
    expect(seen.size).toBeGreaterThan(3);
  });
});

describeOnEnvoy('a listener that picks its chains by a matcher', () => {
  const NETWORK = 'type.googleapis.com/envoy.extensions.matching.common_inputs.network.v3';
  const input = (type: string): Json => ({name: type, typed_config: {'@type': `${NETWORK}.${type}`}});
  const picks = (name: string): Json => ({
    action: {name, typed_config: {'@type': 'type.googleapis.com/google.protobuf.StringValue', value: name}},
  });
  const byName: Json = {
    matcher_list: {
      matchers: [
        {
          predicate: {single_predicate: {input: input('ServerNameInput'), value_match: {suffix: '.a.com'}}},
          on_match: picks('chain-0'),
        },
      ],
    },
  };
  const byPort: Json = {
    matcher_tree: {
      input: input('DestinationPortInput'),
      exact_match_map: {map: {'80': picks('chain-1'), '443': {matcher: byName}}},
    },
  };
  const ranges = [
    {ranges: [{address_prefix: '10.0.0.0', prefix_len: 24}], on_match: {matcher: byPort}},
    {ranges: [{address_prefix: '10.0.0.9', prefix_len: 32}], on_match: picks('chain-2')},
  ];
  const matcher: Json = {
    matcher_tree: {
      input: input('DestinationIPInput'),
      custom_match: {
        name: 'ip',
        typed_config: {'@type': 'type.googleapis.com/xds.type.matcher.v3.IPMatcher', range_matchers: ranges},
      },
    },
    on_no_match: picks('chain-3'),
  };

  test('is followed as Envoy does', {timeout: ENVOY_TIMEOUT}, async () => {
    const [port = 0] = await freePorts(1);
    const listener = listenerOf({matches: [{}, {}, {}, {}], inspectors: ['tls_inspector'], fallback: true}, port);
    const envoy = await startEnvoy({listeners: [{...listener, filter_chain_matcher: matcher}]});
    const seen = new Set<string>();
    for (const to of ['10.0.0.1', '10.0.0.9', '11.0.0.1']) {
      for (const wanted of [80, 443, 8080]) {
        for (const client of [{kind: 'tcp'}, {kind: 'tls', servername: 'b.a.com'}] as const) {
          const target = client.kind === 'tls' ? `https://${client.servername}:${wanted}` : `${to}:${wanted}`;
          const connection = inspect(listener, parseRequest(target), {address: to, port: wanted}, 'application');
          const ours = pickChain(matcher, connection) ?? 'default';
          expect(await answerOf(port, {to, port: wanted, client}), JSON.stringify(connection)).toBe(ours);
          seen.add(ours);
        }
      }
    }
    await envoy.stop();
    expect([...seen].sort()).toEqual(['chain-0', 'chain-1', 'chain-2', 'chain-3']);
  });
});

/** A listener whose chains answer with their names. */
function listenerOf(
  {matches, inspectors, fallback}: {matches: Json[]; inspectors: string[]; fallback: boolean},
  port: number,
): Json {
  const named = (name: string): Json => ({
    name,
    filters: [
      filter('envoy.filters.network.direct_response', 'filters.network.direct_response.v3.Config', {
        response: {inline_string: name},
      }),
    ],
  });
  const types: Record<string, string> = {
    tls_inspector: 'filters.listener.tls_inspector.v3.TlsInspector',
    http_inspector: 'filters.listener.http_inspector.v3.HttpInspector',
  };
  return {
    name: `listener-${port}`,
    address: address('127.0.0.1', port),
    listener_filters: [
      filter('envoy.filters.listener.proxy_protocol', 'filters.listener.proxy_protocol.v3.ProxyProtocol'),
      ...inspectors.map((name) => filter(`envoy.filters.listener.${name}`, types[name] ?? '')),
    ],
    filter_chains: matches.map((filter_chain_match, i) => ({
      ...named(`chain-${i}`),
      ...(Object.keys(filter_chain_match).length > 0 && {filter_chain_match}),
    })),
    ...(fallback && {default_filter_chain: named('default')}),
  };
}

/** The bytes with which a connection is answered. */
async function answerOf(
  port: number,
  {to, port: wanted, client}: {to: string; port: number; client: Client},
): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`PROXY TCP4 10.8.8.8 ${to} 40000 ${wanted}\r\n`);
  if (client.kind === 'tls') startHandshake(client.servername, (bytes) => socket.write(bytes));
  else socket.write(client.kind === 'http' ? 'GET / HTTP/1.1\r\nhost: x\r\n\r\n' : 'SSH-2.0-hello\r\n');
  let text = '';
  socket.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

/** The first bytes of a TLS client; nothing is ever answered to it. */
function startHandshake(servername: string | undefined, write: (bytes: Buffer) => void): void {
  const wire = new Duplex({
    read: () => {},
    write: (chunk: Buffer, _encoding, callback) => {
      write(chunk);
      callback();
    },
  });
  connectTls({socket: wire, ALPNProtocols: ['h2', 'http/1.1'], ...(servername && {servername})}).on('error', () => {});
}
