// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {readConfigDump} from '../../../src/envoy/dump/config-dump.js';
import {proxyDump} from '../../../src/why/facts/dumps.js';
import {firstAnswer, line} from '../answers.js';

const name = 'test/testdata/examples/sidecar.json';
const dump = proxyDump(readConfigDump({bytes: readFileSync(name), name}));

const objects = (subset: string) => `
apiVersion: v1
kind: Service
metadata: {name: reviews, namespace: shop}
spec: {selector: {app: reviews}, ports: [{name: http, port: 9080}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews, namespace: shop}
spec: {hosts: [reviews], http: [{route: [{destination: {host: reviews, subset: v1}}, {destination: {host: reviews${subset}}}]}]}
---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: headers, namespace: shop}
spec: {configPatches: [{patch: {value: {x: "%NO_SUCH(1)%"}}}]}
`;

const lost = line({
  authority: 'reviews:9080',
  code: 503,
  flags: 'NC',
  detail: 'cluster_not_found',
  local: '10.96.0.1:9080',
  remote: `${dump.address}:4000`,
});
const refused =
  '2026-11-30T10:00:01.1Z\twarning\tenvoy config x.cc:1\tgRPC config for type.googleapis.com/envoy.config.route.v3.RouteConfiguration rejected: Not supported: NO_SUCH\tthread=14';
const stats = new Map([['http.outbound_0.0.0.0_9080.rds.9080.update_rejected', 2]]);
const WANTED = 'config-refused | EnvoyFilter shop/headers spec.configPatches[0].patch.value';

describe('configuration that was refused', () => {
  test('explains a route that is not the one of the objects, and no other', () => {
    expect(firstAnswer({objects: objects(''), dumps: [dump], log: `${refused}\n${lost}`})).toBe(WANTED);
    expect(firstAnswer({objects: objects(', subset: v2'), dumps: [dump], log: `${refused}\n${lost}`})).not.toBe(WANTED);
  });

  test('is told by counters too, but says nothing of a route that is current', () => {
    expect(firstAnswer({objects: objects(''), dumps: [dump], log: lost, stats})).toBe(WANTED);
    expect(firstAnswer({objects: objects(', subset: v2'), dumps: [dump], log: lost, stats})).not.toContain(
      'config-refused',
    );
    expect(firstAnswer({objects: objects(''), log: lost, stats})).not.toContain('config-refused');
  });
});
