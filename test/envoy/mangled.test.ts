// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {bootstrapMessage} from '../../src/envoy/bootstrap.js';
import {clusterMessages} from '../../src/envoy/cluster.js';
import {type ConfigDump, readConfigDump} from '../../src/envoy/dump/config-dump.js';
import {extensionConfigs, mergedEcds} from '../../src/envoy/ecds.js';
import {loadAssignments} from '../../src/envoy/eds.js';
import {clusterStatusMessages, endpointsOf, readClusterStatuses} from '../../src/envoy/endpoint.js';
import {listenerMessages, listenersOf} from '../../src/envoy/listener.js';
import {routeConfigMessages} from '../../src/envoy/route.js';
import {secretsMessage} from '../../src/envoy/secret.js';
import {parseRequest} from '../../src/envoy/trace/request.js';
import {traceRequest} from '../../src/envoy/trace/trace.js';
import {endpointTable} from '../../src/writer/envoy/endpoint.js';
import {waypointTable} from '../../src/writer/envoy/listener.js';
import {listPieces, sectionText} from '../../src/writer/envoy/messages.js';
import {rawYamlPieces} from '../../src/writer/envoy/raw.js';
import {summaryPieces} from '../../src/writer/envoy/summary.js';
import {traceDocument, traceText} from '../../src/writer/envoy/trace.js';
import {mangled, mistyped, outcome} from '../support/mangle.js';

const DUMP = readFileSync('test/testdata/examples/dump.json');
const STATUSES = readFileSync('test/testdata/examples/clusters.json');
const now = new Date('2027-01-01T00:00:00Z');

const SIDECAR = readFileSync('test/testdata/examples/sidecar.json');

/** Ways through every part of {@link SIDECAR}. */
const TRACES: ((dump: ConfigDump) => unknown)[] = [
  ['http://reviews:9080/old?a=b', {}],
  ['http://reviews:9080/', {}],
  ['http://127.20.0.1:9080/x', {}],
  ['https://elsewhere', {}],
  ['db:3306', {}],
  ['http://cart:9080/', {inbound: true}],
].map(([target, options]) => (dump) => {
  const request = parseRequest(String(target), {headers: ['x-user: tester']});
  const trace = traceRequest(dump, request, Object(options));
  return [traceText(trace, {colour: true}), JSON.stringify(traceDocument(trace))];
});

/** Everything that can be asked of a config dump. */
const QUESTIONS: ((dump: ConfigDump) => unknown)[] = [
  (dump) => [...summaryPieces(dump, {verbose: true, headers: false, now, compat: false})],
  (dump) => waypointTable(listenersOf(dump, {}, {internalByName: true})),
  (dump) => extensionConfigs(dump),
  (dump) => [...rawYamlPieces(dump.text)],
  (dump) => sectionText('envoy.admin.v3.BootstrapConfigDump', bootstrapMessage(dump), 'json', 'uneven'),
  (dump) => sectionText('envoy.admin.v3.SecretsConfigDump', secretsMessage(dump), 'yaml', 'uneven'),
  (dump) => sectionText('envoy.admin.v3.EcdsConfigDump', mergedEcds(dump), 'json', 'even'),
  (dump) => listPieces('envoy.config.cluster.v3.Cluster', clusterMessages(dump, {}), 'json'),
  (dump) => listPieces('envoy.config.listener.v3.Listener', listenerMessages(dump, {}), 'json'),
  (dump) => listPieces('envoy.config.route.v3.RouteConfiguration', routeConfigMessages(dump, undefined), 'yaml'),
  (dump) => listPieces('envoy.config.endpoint.v3.ClusterLoadAssignment', loadAssignments(dump, {}), 'json'),
];

describe('a mangled dump ends in output or one clear error', () => {
  test.each([
    ['config dump, edited', mangled, DUMP, QUESTIONS],
    ['config dump, mistyped', mistyped, DUMP, QUESTIONS],
    ['traced, edited', mangled, SIDECAR, TRACES],
    ['traced, mistyped', mistyped, SIDECAR, TRACES],
  ])('%s', async (_, broken, whole, questions) => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(broken(whole), async (bytes) => {
        for (const question of questions) {
          seen.add(await outcome(() => question(readConfigDump({bytes, name: 'dump.json'}))));
        }
      }),
      {numRuns: 300},
    );
    expect([...seen].sort()).toEqual(['error', 'output']);
  });

  test.each([
    ['edited', mangled],
    ['mistyped', mistyped],
  ])('cluster statuses, %s', async (_, broken) => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(broken(STATUSES), async (bytes) => {
        const read = () => readClusterStatuses({bytes, name: 'clusters.json'});
        seen.add(await outcome(() => endpointTable(endpointsOf(read(), {}))));
        seen.add(
          await outcome(() => listPieces('envoy.admin.v3.ClusterStatus', clusterStatusMessages(read(), {}), 'json')),
        );
      }),
      {numRuns: 300},
    );
    expect([...seen].sort()).toEqual(['error', 'output']);
  });
});
