// SPDX-License-Identifier: Apache-2.0
import {describe, expect, onTestFinished, test, vi} from 'vitest';
import type {KubeObject} from '../../src/io/kube/cluster.js';
import {waypointGateway} from '../../src/waypoint/gateway.js';
import {untilProgrammed} from '../../src/waypoint/until-programmed.js';
import {waypointsOf} from '../../src/waypoint/waypoint.js';
import {statusTable, waypointTable} from '../../src/writer/waypoint/tables.js';

function gateway(namespace: string, name: string, more: object = {}, conditions?: object[]): KubeObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: {namespace, name, ...more},
    spec: {gatewayClassName: 'istio-waypoint'},
    ...(conditions && {status: {conditions}}),
  };
}

const PROGRAMMED = {type: 'Programmed', status: 'True', reason: 'Programmed', message: 'ok'};
const PENDING = {type: 'Programmed', status: 'False', reason: 'Pending', message: 'no address yet'};
const ACCEPTED = {type: 'Accepted', status: 'True', reason: 'Accepted', message: 'seen'};

describe('the Gateway of a waypoint', () => {
  test('has the labels that are asked for', () => {
    const {metadata} = waypointGateway({name: '', namespace: 'shop', trafficType: 'all', revision: 'canary'});
    expect(metadata).toEqual({
      labels: {'istio.io/rev': 'canary', 'istio.io/waypoint-for': 'all'},
      name: 'waypoint',
      namespace: 'shop',
    });
    expect(waypointGateway({name: 'wp'}).metadata).toEqual({name: 'wp'});
  });

  test('is refused with a name or a kind of traffic that there is not', () => {
    expect(() => waypointGateway({name: 'none'})).toThrow("'none' is a reserved value");
    expect(() => waypointGateway({name: 'wp', trafficType: 'pods'})).toThrow('invalid traffic type: pods.');
  });
});

describe('tables', () => {
  const gateways = [
    gateway('shop', 'wp', {labels: {'istio.io/waypoint-for': 'all', 'istio.io/rev': 'canary'}}, [ACCEPTED, PROGRAMMED]),
    {...gateway('shop', 'edge'), spec: {gatewayClassName: 'istio'}},
    gateway('cart', 'new'),
    gateway('cart', 'late', {}, [ACCEPTED, PENDING]),
  ];

  test('list waypoints by namespace and name', () => {
    expect(waypointTable(waypointsOf(gateways), {namespaces: true})).toBe(
      [
        'NAMESPACE     NAME     REVISION     TRAFFIC TYPE     PROGRAMMED',
        'cart          late     default      none             False',
        'cart          new      default      none             False',
        'shop          wp       canary       all              True',
        '',
      ].join('\n'),
    );
  });

  test('show the condition that tells most', () => {
    expect(statusTable(waypointsOf(gateways), {namespaces: false})).toBe(
      [
        'NAME     STATUS     TYPE           REASON         MESSAGE',
        'late     False      Programmed     Pending        no address yet',
        'new                                               ',
        'wp       True       Programmed     Programmed     ok',
        '',
      ].join('\n'),
    );
  });
});

describe('waiting', () => {
  test('looks until all are programmed, and only at those that are not', async () => {
    const asked: string[] = [];
    const get = async (_: object, {name}: {name: string}): Promise<KubeObject> => {
      asked.push(name);
      const isReady = name === 'a' || asked.filter((each) => each === name).length > 1;
      return gateway('shop', name, {}, [isReady ? PROGRAMMED : PENDING]);
    };
    const keys = ['a', 'b'].map((name) => ({namespace: 'shop', name}));
    const {waypoints, late} = await untilProgrammed({get}, keys, 10_000);
    expect([waypoints.map(({name}) => name), late]).toEqual([['a', 'b'], []]);
    expect(asked).toEqual(['a', 'b', 'b']);
  });

  test('ends at the timeout with those that are late or gone', async () => {
    vi.useFakeTimers({toFake: ['Date']});
    onTestFinished(() => void vi.useRealTimers());
    const asked: string[] = [];
    // The clock goes on by 15 ms for each that is looked at, and not else: the second look is after the timeout.
    const get = async (_: object, {name}: {name: string}) => {
      asked.push(name);
      vi.setSystemTime(Date.now() + 15);
      return name === 'gone' ? undefined : gateway('shop', name);
    };
    const keys = ['new', 'gone'].map((name) => ({namespace: 'shop', name}));
    const {waypoints, late} = await untilProgrammed({get}, keys, 50);
    expect([waypoints.map(({name}) => name), late]).toEqual([['new'], keys]);
    expect(asked).toEqual(['new', 'gone', 'new', 'gone']);
  });
});
