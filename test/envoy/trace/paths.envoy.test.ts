// SPDX-License-Identifier: Apache-2.0
import type {Server} from 'node:http';
import fc from 'fast-check';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {normalPath} from '../../../src/envoy/trace/match/path.js';
import {ENVOY_TIMEOUT} from '../../envoy-server/binary.js';
import type {Json} from '../../envoy-server/config.js';
import {describeOnEnvoy} from '../../envoy-server/describe.js';
import type {Envoy} from '../../envoy-server/envoy.js';
import {freePorts} from '../../envoy-server/ports.js';
import {sendThrough} from '../../envoy-server/request.js';
import {startManagers, startUpstream} from './envoy-under-test.js';

const MANAGERS: Json[] = ['KEEP_UNCHANGED', 'REJECT_REQUEST', 'UNESCAPE_AND_REDIRECT', 'UNESCAPE_AND_FORWARD'].flatMap(
  (action) =>
    [0, 1, 2, 3].map((bits) => ({
      path_with_escaped_slashes_action: action,
      normalize_path: (bits & 1) > 0,
      merge_slashes: (bits & 2) > 0,
    })),
);

const PIECES = [
  '/',
  '//',
  '.',
  '..',
  'a',
  'B',
  '%2e',
  '%2F',
  '%2f',
  '%5C',
  '\\',
  '%41',
  '%7e',
  '%20',
  '%C3%A4',
  ';x=1',
  ':',
  '+',
  '@',
  '~',
  "'",
  '|',
  '?q=/../%2f',
  '%',
  '%4',
  '^',
  '`',
  '{}',
  '"',
  '<',
];

describeOnEnvoy('paths', () => {
  let envoy: Envoy;
  let upstream: Server;
  let ports: number[] = [];

  beforeAll(async () => {
    const [upstreamPort = 0, ...rest] = await freePorts(MANAGERS.length + 1);
    ports = rest;
    upstream = await startUpstream(upstreamPort);
    const route_config = {
      virtual_hosts: [{name: 'all', domains: ['*'], routes: [{match: {prefix: ''}, route: {cluster: 'up'}}]}],
    };
    envoy = await startManagers(
      MANAGERS.map((manager) => ({route_config, ...manager})),
      {ports, upstream: upstreamPort},
    );
  }, ENVOY_TIMEOUT);
  afterAll(async () => {
    await envoy.stop();
    upstream.close();
  });

  test('are normalized as Envoy does', {timeout: 120_000}, async () => {
    const paths = fc.array(fc.constantFrom(...PIECES), {maxLength: 7}).map((pieces) => `/${pieces.join('')}`);
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(fc.nat(MANAGERS.length - 1), paths, async (i, path) => {
        const {status, body, headers} = await sendThrough(ports[i] ?? 0, {method: 'GET', path, headers: {host: 'x'}});
        const ours = normalPath(MANAGERS[i] ?? {}, path);
        const real = status === 200 ? body : status === 307 ? headers['location'] : '';
        expect({status, path: real}, JSON.stringify({...MANAGERS[i], path})).toEqual({
          status: ours.answer?.status ?? 200,
          path: ours.answer?.status === 400 ? '' : ours.path,
        });
        seen.add(status);
      }),
      {numRuns: Number(process.env['TRACE_RUNS'] ?? 500)},
    );
    expect(seen).toEqual(new Set([200, 307, 400]));
  });
});
