// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {readConfigDump} from '../../../src/envoy/dump/config-dump.js';
import {type RejectedType, rejectionsIn} from '../../../src/envoy/dump/rejected.js';
import {clusterKind} from '../../../src/fleet/kinds/cluster.js';
import {listenerKind} from '../../../src/fleet/kinds/listener.js';
import {routeKind} from '../../../src/fleet/kinds/route.js';
import {rejectionText} from '../../../src/writer/envoy/rejected.js';

const DETAILS = 'multiple filter chains with overlapping matching rules are defined';
const failed = (resource: object) => ({error_state: {failed_configuration: resource, details: DETAILS}});

/** What a proxy has, and what it would not take, of three types. */
const text = {
  name: 'dump.json',
  bytes: Buffer.from(
    JSON.stringify({
      configs: [
        section('Listeners', {
          dynamic_listeners: [
            {name: '0.0.0.0_443', ...failed({name: '0.0.0.0_443', address: socket(443)})},
            {
              name: '0.0.0.0_80',
              active_state: {listener: {name: '0.0.0.0_80', address: socket(80), filter_chains: [{}]}},
            },
          ],
        }),
        section('Clusters', {
          dynamic_active_clusters: [
            {cluster: {name: 'outbound|80||pay.shop'}, ...failed({name: 'outbound|80||pay.shop'})},
          ],
        }),
        section('Routes', {
          dynamic_route_configs: [{route_config: {name: '80'}, ...failed({name: '80'})}],
        }),
      ],
    }),
  ),
};

function section(name: string, lists: object): object {
  return {'@type': `type.googleapis.com/envoy.admin.v3.${name}ConfigDump`, ...lists};
}

function socket(port: number): object {
  return {socket_address: {address: '0.0.0.0', port_value: port}};
}

test.each<[RejectedType, string]>([
  ['listener', '0.0.0.0_443'],
  ['cluster', 'outbound|80||pay.shop'],
  ['route', '80'],
])('a rejected %s is told in a line', (type, name) => {
  const lines = rejectionsIn(readConfigDump(text)).map(rejectionText);
  expect(lines).toContain(`Envoy rejected ${type} ${name}: ${DETAILS}`);
  expect(lines).toHaveLength(3);
});

test.each([
  ['listener', listenerKind.rows({config_dump: text}, {verbose: true}), 'destination'],
  ['cluster', clusterKind.rows({config_dump: text}, {}), 'type'],
  ['route', routeKind.rows({config_dump: text}, {}), 'destination'],
])('a rejected %s is a row besides the accepted ones', (_, rows, column) => {
  const rejected = rows.filter(({cells}) => cells[column] === `rejected: ${DETAILS}`);
  expect(rejected).toHaveLength(1);
});

test('a filter passes over what is rejected as over anything else', () => {
  const ports = (port: number) =>
    listenerKind.rows({config_dump: text}, {verbose: true, port}).map(({cells}) => cells['port']);
  expect([ports(443), ports(80), ports(81)]).toEqual([[443], [80], []]);
  expect(clusterKind.rows({config_dump: text}, {fqdn: 'cart.shop'})).toEqual([]);
  expect(routeKind.rows({config_dump: text}, {name: '81'})).toEqual([]);
});

test('text of others does not reach a terminal as it is', () => {
  const rejection = {type: 'listener', name: 'a\x1b[2J', details: 'one\n  two\n', resource: {}} as const;
  expect(rejectionText(rejection)).toBe('Envoy rejected listener a\\x1b[2J: one two');
});
