// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {IstioctlError} from '../../src/errors.js';
import {endpointKind} from '../../src/fleet/kinds/endpoint.js';
import {inParallel} from '../../src/fleet/parallel.js';
import type {Proxy} from '../../src/fleet/proxy.js';
import {type ProxyRows, prepareQuery} from '../../src/fleet/query.js';
import type {ProxySource} from '../../src/fleet/source.js';
import {eventually} from '../support/eventually.js';

const CLUSTERS = readFileSync('test/testdata/examples/clusters.json');

function proxies(count: number): Proxy[] {
  return Array.from({length: count}, (_, i) => ({
    namespace: 'shop',
    name: `pod-${String(i).padStart(3, '0')}`,
    role: 'sidecar',
    labels: {},
  }));
}

async function all(results: AsyncIterable<ProxyRows>): Promise<ProxyRows[]> {
  const found: ProxyRows[] = [];
  for await (const result of results) found.push(result);
  return found;
}

const request = {kind: endpointKind, filter: {}, conditions: ['status=UNHEALTHY'], keys: ['endpoint'], concurrency: 20};

describe('prepareQuery', () => {
  afterEach(() => void vi.useRealTimers());

  test('500 proxies, 5 of them dead, take no longer than the slowest', async () => {
    const TIMEOUT = 1500;
    const never = new Promise<never>(() => {});
    const isDead = ({name}: Proxy) => ['pod-003', 'pod-100', 'pod-250', 'pod-498', 'pod-499'].includes(name);
    let asked = 0;
    let asking = 0;
    let most = 0;
    const source: ProxySource = {
      find: async () => [],
      ask: async (proxy) => {
        asked++;
        most = Math.max(most, ++asking);
        if (isDead(proxy)) return never;
        await new Promise(setImmediate);
        asking--;
        return {bytes: CLUSTERS, name: proxy.name};
      },
    };
    // No time passes before all were asked: the dead ones hold up nobody, and are given up together.
    vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
    const run = await prepareQuery(source, {...request, timeout: TIMEOUT});
    const running = all(run(proxies(500)));
    await eventually('all but the dead have answered', () => asked === 500 && asking === 5, {within: 50_000});
    await vi.advanceTimersByTimeAsync(TIMEOUT);
    const results = await running;
    expect(most).toBe(20);
    expect(results.map(({proxy}) => proxy.name)).toEqual(proxies(500).map(({name}) => name));
    const failed = results.filter((result) => 'error' in result);
    expect(failed.map(({error}) => error.message)).toEqual(Array(5).fill('no answer within 1.5s'));
    const rows = results.flatMap((result) => ('rows' in result ? result.rows : []));
    expect(rows.length).toBe(495);
    expect(rows[0]).toMatchObject({pod: 'pod-000', namespace: 'shop', endpoint: '10.1.0.2:8080', status: 'UNHEALTHY'});
  });

  test('asks for endpoints of EDS only where they are wanted', async () => {
    const asked: string[] = [];
    const source: ProxySource = {
      find: async () => [],
      ask: async (_, {path, part}) => {
        asked.push(path);
        return part === 'clusters' ? {bytes: CLUSTERS, name: 'x'} : undefined;
      },
    };
    const ask = async (more: object) => {
      const run = await prepareQuery(source, {...request, ...more, timeout: 1000});
      await all(run(proxies(1)));
      return asked.splice(0);
    };
    expect(await ask({})).toEqual(['clusters?format=json']);
    expect(await ask({conditions: ['weight>1']})).toEqual([
      'clusters?format=json',
      'config_dump?include_eds=true&mask=dynamic_endpoint_configs,static_endpoint_configs',
    ]);
  });

  test('a pod that cannot be asked is told of, and errors that are bugs are thrown on', async () => {
    const [good, bad] = proxies(2);
    const source: ProxySource = {find: async () => [], ask: async () => ({bytes: Buffer.from('{'), name: 'x'})};
    const run = await prepareQuery(source, {...request, timeout: 1000});
    const results = await all(run([{...(good ?? never()), problem: 'the pod is Pending'}, bad ?? never()]));
    expect(results).toMatchObject([
      {error: {message: 'the pod is Pending'}},
      {error: {message: expect.stringContaining('x: syntax error')}},
    ]);
    const broken: ProxySource = {find: async () => [], ask: () => Promise.reject(new TypeError('a bug'))};
    const again = await prepareQuery(broken, {...request, timeout: 1000});
    await expect(all(again(proxies(3)))).rejects.toThrow('a bug');
  });

  test('an expression that is none is refused before anything is asked', async () => {
    const source: ProxySource = {find: async () => [], ask: () => Promise.reject(new Error('asked'))};
    await expect(prepareQuery(source, {...request, fqdnRegex: '(', timeout: 1})).rejects.toThrow('--fqdn-regex');
  });
});

describe('inParallel', () => {
  test('starts no more once it is told to end', async () => {
    const ending = new AbortController();
    const started: number[] = [];
    const task = async (item: number) => {
      started.push(item);
      if (item === 2) ending.abort();
      if (item === 1) throw new IstioctlError('no');
      return item * 10;
    };
    const outcomes: unknown[] = [];
    const options = {concurrency: 1, timeout: 1000, signal: ending.signal};
    for await (const {outcome} of inParallel([1, 2, 3, 4], task, options)) outcomes.push(outcome);
    expect(outcomes).toMatchObject([{error: {message: 'no'}}, {result: 20}, {skipped: true}, {skipped: true}]);
    expect(started).toEqual([1, 2]);
  });
});

function never(): never {
  throw new Error('there is one');
}
