// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {namedItems} from '../../../src/inject/pod/container.js';
import {getIn, type Tree} from '../../../src/manifest/input/tree.js';
import {parseYaml} from '../../../src/yaml/parse.js';
import {injected, injectorOf} from '../installation.js';

const SET = ['values.global.multiCluster.clusterName=east', 'values.global.network=n1'];
const PROBERS = 'ISTIO_KUBE_APP_PROBERS';
const STATUS = {'sidecar.istio.io/status': '{"containers": ["istio-proxy"]}'};

const app = {name: 'app', image: 'a', readinessProbe: {httpGet: {port: 80, path: '/new'}}};

function podWith(annotations: Record<string, string>, env: Tree[] = [], containers: Tree[] = [app]): string {
  const proxy = {name: 'istio-proxy', image: 'auto', env};
  const spec = {containers: env.length === 0 ? containers : [...containers, proxy]};
  return JSON.stringify({apiVersion: 'v1', kind: 'Pod', metadata: {name: 'p', annotations}, spec});
}

async function envAfter(text: string, compat: boolean): Promise<Tree[]> {
  const pod = parseYaml(injected(await injectorOf(SET, compat), text));
  const proxy = namedItems(getIn(pod, ['spec']), 'containers').find(({name}) => name === 'istio-proxy');
  return namedItems(proxy, 'env');
}

const names = (env: Tree[]) => env.map(({name}) => name);
const probersIn = (env: Tree[]) => env.filter(({name}) => name === PROBERS).map(({value}) => String(value));

describe('a pod that is injected again', () => {
  const scrape = {'prometheus.io/port': '9'};
  const tail = ['ISTIO_META_CLUSTER_ID', 'ISTIO_META_NETWORK', 'ISTIO_PROMETHEUS_ANNOTATIONS', PROBERS];

  test('has its environment in the same order, so that nothing changes', async () => {
    const injector = await injectorOf(SET);
    const once = injected(injector, podWith(scrape));
    expect(names(await envAfter(once, false)).slice(-4)).toEqual(tail);
    expect(injected(injector, once)).toBe(once);
  });

  test('has cluster and network last with --compat 1.30, as the Go istioctl leaves them', async () => {
    const once = injected(await injectorOf(SET, true), podWith(scrape));
    expect(names(await envAfter(podWith(scrape), true)).slice(-4)).toEqual(tail);
    expect(names(await envAfter(once, true)).slice(-4)).toEqual([...tail.slice(2), ...tail.slice(0, 2)]);
  });
});

describe('probers of an earlier injection', () => {
  const earlier = {
    '/app-health/gone/livez': {timeoutSeconds: 3, httpGet: {port: 7, path: '/x'}},
    '/app-health/app/readyz': {httpGet: {path: '/old', port: 80}},
  };
  const env = [{name: PROBERS, value: JSON.stringify(earlier)}];
  const gone = '"/app-health/gone/livez":{"httpGet":{"path":"/x","port":7},"timeoutSeconds":3}';
  const readyz = (path: string) => `"/app-health/app/readyz":{"httpGet":{"path":"${path}","port":80}}`;

  test('stay, unless the container has another probe now', async () => {
    const value = `{${readyz('/new')},${gone}}`;
    expect(probersIn(await envAfter(podWith(STATUS, env), false))).toEqual([value]);
    expect(probersIn(await envAfter(podWith({}, env), false))).toEqual([value]);
  });

  test('win with --compat 1.30', async () => {
    expect(probersIn(await envAfter(podWith(STATUS, env), true))).toEqual([`{${readyz('/old')},${gone}}`]);
  });

  test('are another variable with --compat 1.30 where the status of the injection is gone', async () => {
    expect(probersIn(await envAfter(podWith({}, env), true))).toEqual([JSON.stringify(earlier), `{${readyz('/new')}}`]);
  });

  test.each(['{', '[]', '{"a": 1}'])('that are %s are refused', async (value) => {
    await expect(envAfter(podWith(STATUS, [{name: PROBERS, value}]), false)).rejects.toThrow(PROBERS);
  });
});
