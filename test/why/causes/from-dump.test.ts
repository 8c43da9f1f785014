// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {readConfigDump} from '../../../src/envoy/dump/config-dump.js';
import {proxyDump} from '../../../src/why/facts/dumps.js';
import {firstAnswer, line, MESH} from '../answers.js';

const name = 'test/testdata/examples/sidecar.json';
const dump = proxyDump(readConfigDump({bytes: readFileSync(name), name}));

const delayed = line({
  ...{method: 'GET', path: '/', authority: 'reviews:9080', code: 200, flags: 'DI', detail: 'via_upstream'},
  ...{
    cluster: 'outbound|9080|v1|reviews.shop.svc.cluster.local',
    local: '10.96.0.1:9080',
    remote: `${dump.address}:4000`,
  },
});

test('a dump names the object where there are no objects, and keeps silent where there are', () => {
  expect(dump).toMatchObject({type: 'sidecar', namespace: 'shop'});
  const full = delayed.replace('200 DI', '503 UO');
  const wanted = 'shown-by-dump | DestinationRule shop/reviews spec.trafficPolicy.connectionPool';
  expect(firstAnswer({log: full, dumps: [dump]})).toBe(wanted);
  expect(firstAnswer({log: full, dumps: [dump], objects: MESH})).toBe('unknown');
  expect(firstAnswer({log: delayed, dumps: [dump], objects: MESH})).toBe('unknown');
});
