// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {fullName, type KindName} from '../../../src/analysis/model/resource.js';
import {type ClusterRequest, readCluster} from '../../../src/analysis/sources/cluster.js';
import {readMesh} from '../../../src/analysis/sources/clusters.js';
import {IstioctlError} from '../../../src/errors.js';
import {ApiError} from '../../../src/kube/api-error.js';
import {type Served, servedCluster} from './served-cluster.js';

const request = (kinds: KindName[], changes: Partial<ClusterRequest> = {}): ClusterRequest => ({
  kinds: new Set(kinds),
  revision: 'default',
  istioNamespace: 'istio-system',
  ...changes,
});

async function namesIn(served: Served, kind: KindName, changes: Partial<ClusterRequest> = {}): Promise<string[]> {
  const {resources} = await readCluster(servedCluster(served), request([kind], changes));
  return resources.map(fullName);
}

const rev = (revision: string) => ({labels: {'istio.io/rev': revision}});
const forbidden = new ApiError('not allowed', {status: 403, transient: false});

describe('a cluster', () => {
  test('is read for the kinds that are wanted, and nothing else', async () => {
    const cluster = servedCluster({'v1/Pod': [{name: 'a/p'}], 'v1/Service': [{name: 'a/s'}]});
    const {resources} = await readCluster(cluster, request(['Service']));
    expect(resources.map(fullName)).toEqual(['a/s']);
    expect(cluster.asked.toSorted()).toEqual(['get v1/ConfigMap istio-system/istio', 'pages v1/Service']);
  });

  test('is asked for the newest version that it has of a kind', async () => {
    const name = 'a/v';
    expect(await namesIn({'networking.istio.io/v1beta1/VirtualService': [{name}]}, 'VirtualService')).toEqual([name]);
    expect(await namesIn({}, 'VirtualService')).toEqual([]);
  });

  test.each<[string, string[]]>([
    ['default', ['a/any', 'a/default']],
    ['canary', ['a/any', 'a/canary']],
    ['', ['a/any', 'a/canary', 'a/default']],
  ])('gives what belongs to revision "%s", or to none', async (revision, names) => {
    const objects = [{name: 'a/any'}, {name: 'a/canary', ...rev('canary')}, {name: 'a/default', ...rev('default')}];
    expect(await namesIn({'apps/v1/Deployment': objects}, 'Deployment', {revision})).toEqual(names);
  });

  test('knows no revisions of pods and of Gateways of Gateway API', async () => {
    const objects = [{name: 'a/canary', ...rev('canary')}];
    expect(await namesIn({'v1/Pod': objects}, 'Pod')).toEqual(['a/canary']);
    expect(await namesIn({'gateway.networking.k8s.io/v1/Gateway': objects}, 'KubernetesGateway')).toEqual(['a/canary']);
  });

  test('is asked for the whole of those ConfigMaps alone that configure the mesh', async () => {
    const leader = {'control-plane.alpha.kubernetes.io/leader': '{}'};
    const maps = [
      {name: 'a/istio-ca-root-cert', data: {pem: 'x'.repeat(1000)}},
      {name: 'a/settings'},
      {name: 'i/istio-leader', annotations: leader},
      {name: 'i/istio-sidecar-injector', data: {values: '{}'}},
    ];
    const cluster = servedCluster({'v1/ConfigMap': maps});
    const {resources} = await readCluster(cluster, request(['ConfigMap']));
    expect(resources.map(({name, spec}) => [name, spec])).toEqual([['istio-sidecar-injector', {data: {values: '{}'}}]]);
    expect(cluster.asked.toSorted()).toEqual([
      'get v1/ConfigMap i/istio-sidecar-injector',
      'get v1/ConfigMap istio-system/istio',
      'metadata v1/ConfigMap',
    ]);
  });

  test('gives definitions by their metadata, but for those that are looked into', async () => {
    const definitions = [
      {name: 'gateways.networking.istio.io', spec: {group: 'networking.istio.io', versions: ['long']}},
      {name: 'rbacconfigs.rbac.istio.io', spec: {group: 'rbac.istio.io', names: {kind: 'RbacConfig'}}},
    ];
    const cluster = servedCluster({'apiextensions.k8s.io/v1/CustomResourceDefinition': definitions});
    const {resources} = await readCluster(cluster, request(['CustomResourceDefinition']));
    expect(resources.map(({spec}) => spec)).toEqual([
      {group: 'networking.istio.io'},
      {group: 'rbac.istio.io', names: {kind: 'RbacConfig'}},
    ]);
  });

  test('gives no more of an object than analyzers read', async () => {
    const annotations = {'kubectl.kubernetes.io/last-applied-configuration': 'long', 'istio.io/rev': 'r'};
    const container = {name: 'istio-proxy', image: 'i', env: [{name: 'A', value: 'long'}]};
    const served = {
      'v1/Pod': [{name: 'a/p', annotations, spec: {containers: [container]}}],
      'v1/Secret': [{name: 'a/s', data: {'tls.crt': 'QQ==', 'huge.bin': 'QUFB'}}],
    };
    const {resources} = await readCluster(servedCluster(served), request(['Pod', 'Secret']));
    const [pod, secret] = resources;
    expect(pod?.annotations).toEqual({'istio.io/rev': 'r'});
    expect(pod?.spec).toEqual({containers: [{name: 'istio-proxy', image: 'i'}]});
    expect(secret?.spec).toEqual({data: {'tls.crt': 'QQ==', 'huge.bin': ''}});
  });

  test('that forbids a kind is read without it', async () => {
    const cluster = servedCluster({'v1/Pod': forbidden, 'v1/Service': [{name: 'a/s'}]});
    const {resources, unread} = await readCluster(cluster, request(['Pod', 'Service']));
    expect(resources.map(fullName)).toEqual(['a/s']);
    expect(unread).toEqual([{kind: 'Pod', reason: 'forbidden', text: 'not allowed'}]);
  });

  test('that cannot be reached is an error', async () => {
    const gone = new ApiError('cannot reach', {transient: true});
    await expect(readCluster(servedCluster({'v1/Pod': gone}), request(['Pod']))).rejects.toThrow('cannot reach');
  });

  test('that takes too long is read as far as it came', async () => {
    const cluster = servedCluster({'v1/Pod': 'never', 'v1/Service': [{name: 'a/s'}]});
    const signal = AbortSignal.timeout(50);
    const {resources, unread} = await readCluster(cluster, request(['Pod', 'Service'], {signal}));
    expect(resources.map(fullName)).toEqual(['a/s']);
    expect(unread).toMatchObject([{kind: 'Pod', reason: 'no time'}]);
  });

  test('says which objects are not what their kind is', async () => {
    const served = {'v1/Service': [{name: 'a/bad', spec: {ports: 'many'}}, {name: 'a/good'}]};
    const {resources, problems} = await readCluster(servedCluster(served), request(['Service']));
    expect(resources.map(fullName)).toEqual(['a/good']);
    expect(problems).toEqual([expect.stringMatching(/^Service a\/bad: json: cannot unmarshal string/)]);
  });

  test('says what its mesh says of itself', async () => {
    const served = {'v1/ConfigMap': [{name: 'istio-system/istio', data: {mesh: 'rootNamespace: r'}}]};
    const {meshMap} = await readCluster(servedCluster(served), request([]));
    expect(meshMap?.spec.data).toEqual({mesh: 'rootNamespace: r'});
  });
});

describe('a mesh of several clusters', () => {
  const served: Served = {
    'v1/Service': [
      {
        name: 'a/s',
        spec: {
          ports: [
            {name: 'z', port: 1},
            {name: 'b', port: 2},
          ],
        },
      },
    ],
    'networking.istio.io/v1/VirtualService': [{name: 'a/v'}],
    'apps/v1/Deployment': [{name: 'a/d'}],
  };
  const kinds: KindName[] = ['Service', 'VirtualService', 'Deployment'];

  test('has the workloads of each and the configuration of all', async () => {
    const remotes = [{id: 'west', open: async () => servedCluster(served)}];
    const mesh = await readMesh({primary: servedCluster(served), remotes, ...request(kinds)});
    expect(mesh.resources.map(({kind, cluster}) => `${kind} ${cluster}`).toSorted()).toEqual([
      'Deployment default',
      'Service default',
      'Service west',
      'VirtualService default',
      'VirtualService default',
    ]);
    expect(mesh.several).toBe(true);
  });

  test('shows the ports of a service that all have by name, as the reference does', async () => {
    const remotes = [{id: 'west', open: async () => servedCluster(served)}];
    const mesh = await readMesh({primary: servedCluster(served), remotes, ...request(['Service'])});
    const ports = mesh.resources.map(({spec}) => ('ports' in spec ? spec.ports : []));
    expect(ports.map((list) => JSON.stringify(list))).toEqual(
      Array(2).fill('[{"name":"b","port":2},{"name":"z","port":1}]'),
    );
  });

  test('does without a cluster that is dead, and says so', async () => {
    const remotes = [
      {
        id: 'west',
        open: async () => {
          throw new IstioctlError('cannot reach it');
        },
      },
      {id: 'east', open: async () => servedCluster({...served, 'v1/Service': forbidden})},
    ];
    const mesh = await readMesh({primary: servedCluster(served), remotes, ...request(['Service'])});
    expect(mesh.resources.map(({cluster}) => cluster)).toEqual(['default']);
    expect(mesh.problems).toEqual([
      'cluster west is left out: cannot reach it',
      'cluster east: Service is left out: not allowed',
    ]);
    expect(mesh.unread).toEqual([]);
  });

  test('has no cluster to tell apart where it is one', async () => {
    const mesh = await readMesh({primary: servedCluster(served), remotes: [], ...request(kinds)});
    expect(mesh.resources.map(({cluster}) => cluster)).toEqual([undefined, undefined, undefined]);
    expect(mesh.several).toBe(false);
  });
});
