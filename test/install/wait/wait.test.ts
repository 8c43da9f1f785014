// SPDX-License-Identifier: Apache-2.0
import {afterEach, describe, expect, test, vi} from 'vitest';
import {retried} from '../../../src/install/apply/transient.js';
import {type WaitOptions, waitUntilReady} from '../../../src/install/wait/wait.js';
import type {Cluster, KubeObject} from '../../../src/io/kube/cluster.js';
import {ApiError} from '../../../src/kube/api-error.js';

describe('waiting', () => {
  const crd: KubeObject = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {name: 'x', uid: 'u'},
  };
  const established = {...crd, status: {conditions: [{type: 'Established', status: 'True'}]}};
  const unused = () => Promise.reject(new Error('not part of this test'));
  const clusterThat = (get: Cluster['get']) => ({get, list: unused, patch: unused});
  afterEach(() => void vi.useRealTimers());

  /** Stops the clock; so many milliseconds pass with each check. */
  function clockOfChecks(milliseconds: number): (get: Cluster['get']) => Cluster['get'] {
    vi.useFakeTimers({toFake: ['Date']});
    return (get) => (kind, key) => {
      vi.setSystemTime(Date.now() + milliseconds);
      return get(kind, key);
    };
  }

  const options = {
    timeout: 200,
    interval: 10,
    signal: new AbortController().signal,
    onWaiting: () => {},
    onStalled: () => {},
  };
  const refused = new ApiError('connection refused', {transient: true});

  test('a check that fails for a reason that may pass is repeated', async () => {
    let checks = 0;
    const flaky = clusterThat(async () => {
      if (++checks < 4) throw refused;
      return established;
    });
    await waitUntilReady(flaky, [crd], {...options, timeout: 50_000});
    expect(checks).toBe(4);
  });

  test('what does not move is explained again and again, and a change starts the clock anew', async () => {
    let checks = 0;
    const after20ms = clockOfChecks(20);
    const stuck = clusterThat(
      after20ms(async () => {
        checks++;
        const message = checks < 10 ? 'taken' : 'still taken';
        return {...crd, status: {conditions: [{type: 'NamesAccepted', status: 'False', message}]}};
      }),
    );
    const told: string[] = [];
    const onStalled: WaitOptions['onStalled'] = (explanations, since) =>
      void told.push(...explanations.map(({reason}) => `${reason} for ${since} ms`));
    const error: unknown = await waitUntilReady(stuck, [crd], {
      ...options,
      timeout: 400,
      explainAfter: 50,
      onStalled,
    }).catch((error: unknown) => error);
    expect(error).toMatchObject({exitCode: 124});
    expect(told).toEqual([
      'taken for 60 ms',
      'taken for 120 ms',
      'still taken for 60 ms',
      'still taken for 120 ms',
      'still taken for 180 ms',
    ]);
  });

  test('at the deadline the last such reason is told', async () => {
    await expect(
      waitUntilReady(
        clusterThat(() => Promise.reject(refused)),
        [crd],
        options,
      ),
    ).rejects.toThrow(
      'resources not ready after 200ms: context deadline exceeded\n  CustomResourceDefinition/x (connection refused)',
    );
  });

  test('a CRD that an API server forgot when it was ended is brought to the mind of the next', async () => {
    let known = false;
    const conditions = [{type: 'NamesAccepted', status: 'True'}];
    const patches: unknown[] = [];
    const patch: Cluster['patch'] = async (_kind, _key, patch) => {
      patches.push(patch);
      known = true;
      return crd;
    };
    const after1s = clockOfChecks(1000);
    const forgetful = clusterThat(after1s(async () => (known ? established : {...crd, status: {conditions}})));
    await waitUntilReady({...forgetful, patch}, [crd], {...options, timeout: 10_000});
    const touched = (value: unknown) => ({metadata: {annotations: {'istioctl.istio.io/touched': value}}});
    expect(patches).toEqual([touched('true'), touched(null)]);
  });

  test('a check that will never succeed ends the wait at once', async () => {
    const forbidden = new ApiError('forbidden', {status: 403, transient: false});
    await expect(
      waitUntilReady(
        clusterThat(() => Promise.reject(forbidden)),
        [crd],
        options,
      ),
    ).rejects.toBe(forbidden);
  });
});

describe('requests that fail for a reason that may pass', () => {
  const passing = new ApiError('connection refused', {transient: true});
  const attempt = async (failures: Error[], patience: number) => {
    const seen: string[] = [];
    const left = [...failures];
    const work = async () => {
      const failure = left.shift();
      if (failure !== undefined) throw failure;
      return 'done';
    };
    const onRetry = (error: Error) => void seen.push(error.message);
    const result = await retried(work, {patience, signal: new AbortController().signal, onRetry}).catch(
      (error: unknown) => error,
    );
    return {result, seen};
  };

  test.each<[string, Error[], number, unknown, number]>([
    ['are repeated', [passing, passing], 50_000, 'done', 2],
    ['fail when patience is at its end', [passing], 100, passing, 0],
    ['fail at once for another reason', [new ApiError('forbidden', {transient: false})], 5000, expect.any(ApiError), 0],
  ])('%s', async (_, failures, patience, result, retries) => {
    const outcome = await attempt(failures, patience);
    expect(outcome.result).toEqual(result);
    expect(outcome.seen).toHaveLength(retries);
  });
});
