// SPDX-License-Identifier: Apache-2.0
import {createServer} from 'node:http';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {IstioctlError} from '../../../../src/errors.js';
import {type ConnectedCluster, connect} from '../../../../src/io/kube/connect.js';
import {parsePodTarget, podOf, podsOf} from '../../../../src/io/kube/pods/pod-target.js';
import {proxyAdmin} from '../../../../src/io/kube/pods/proxy-admin.js';
import {
  BUILD_TIMEOUT,
  type ControlPlane,
  describeOnControlPlane,
  startControlPlane,
} from '../../../cluster/control-plane.js';
import {eventually} from '../../../support/eventually.js';
import {portOf} from '../../../support/port.js';

const template = (app: string, annotations = {}) => ({
  metadata: {labels: {app}, annotations},
  spec: {containers: [{name: 'main', image: 'i'}]},
});

/** A kind that two groups have, as `Gateway` is one of Istio and one of the Gateway API. */
const definition = (group: string) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {name: `rollouts.${group}`},
  spec: {
    group,
    scope: 'Namespaced',
    names: {plural: 'rollouts', singular: 'rollout', kind: 'Rollout', shortNames: ['ro']},
    versions: ['v2', 'v1'].map((name) => ({
      name,
      served: true,
      storage: name === 'v1',
      schema: {openAPIV3Schema: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true}},
    })),
  },
});

describeOnControlPlane('what leads to pods', () => {
  let plane: ControlPlane;
  let cluster: ConnectedCluster;
  const admin = createServer((request, response) =>
    response.writeHead(request.url === '/no' ? 404 : 200).end(`${request.method} ${request.url}\n`),
  );

  beforeAll(async () => {
    plane = await startControlPlane({nodes: 1});
    cluster = await connect({kubeconfig: plane.kubeconfig});
    const ports = {'node.test/ports': `15000=${await portOf(admin)}`};
    const selector = {matchLabels: {app: 'web'}};
    const objects = [
      {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop'}},
      definition('aaa.example'),
      definition('argo.example'),
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: {name: 'web'},
        spec: {replicas: 2, selector, template: template('web', ports)},
      },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: {name: 'empty'},
        spec: {replicas: 0, selector: {matchLabels: {app: 'empty'}}, template: template('empty')},
      },
      {apiVersion: 'v1', kind: 'Service', metadata: {name: 'web'}, spec: {selector: {app: 'web'}, ports: [{port: 80}]}},
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: {name: 'elsewhere'},
        spec: {type: 'ExternalName', externalName: 'a.example'},
      },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {name: 'stuck', annotations: {'node.test/fate': 'CreateContainerConfigError'}},
        spec: template('stuck').spec,
      },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {name: 'proxied', annotations: {'node.test/ports': ''}},
        spec: {containers: [{name: 'istio-proxy', image: 'proxy'}]},
      },
      {apiVersion: 'argo.example/v1', kind: 'Rollout', metadata: {name: 'web'}, spec: {selector}},
      ...['aaa', 'argo'].map((group) => ({
        apiVersion: `${group}.example/v1`,
        kind: 'Rollout',
        metadata: {name: 'twin'},
        spec: {selector},
      })),
    ];
    for (const object of objects) {
      const namespace = /Namespace|Custom/.test(object.kind) ? {} : {namespace: 'shop'};
      await eventually(`${object.kind} is served`, () => cluster.serves(object));
      await cluster.apply({...object, metadata: {...object.metadata, ...namespace}}, {fieldManager: 'test'});
    }
    await eventually('three pods are ready', async (saw) => {
      const pods = await cluster.list({apiVersion: 'v1', kind: 'Pod'}, {namespace: 'shop'});
      saw(pods.map(({metadata, status}) => [metadata.name, status]));
      return JSON.stringify(pods).match(/"ready":true/g)?.length === 3;
    });
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    cluster.close();
    admin.close();
    await plane.stop();
  });

  const pods = (text: string) => podsOf(cluster, parsePodTarget(text, 'shop'));
  const pod = (text: string) => podOf(cluster, parsePodTarget(text, 'shop'));

  test.each([
    'deploy/web',
    'Deployment/web',
    'deployments.apps/web',
    'deployment.v1.apps/web.shop',
    'svc/web',
    'service/web',
    'ro/web',
    'rollouts/web',
    'rollout.argo.example/web',
    'rollouts.v1.argo.example/web',
    'Rollout.argo/web',
  ])('%s', async (text) => {
    const all = await pods(text);
    expect(all.map(({name}) => name.replace(/-[^-]+-[^-]+$/, ''))).toEqual(['web', 'web']);
    expect(all).toContainEqual(await pod(text));
  });

  test('a ReplicaSet and a pod of it', async () => {
    const [first] = await pods('deploy/web');
    const set = first?.name.replace(/-[^-]+$/, '');
    expect(await pods(`rs/${set}`)).toEqual(await pods('deploy/web'));
    expect(await pod(`po/${first?.name}`)).toEqual(first);
    expect(await pod(`${first?.name}.elsewhere`)).toEqual({namespace: 'elsewhere', name: first?.name});
  });

  test.each([
    ['deploy/nope', 'failed retrieving: deployments.apps "nope" not found in the "shop" namespace'],
    ['deploy/web.nowhere', 'failed retrieving: namespaces "nowhere" not found in the "nowhere" namespace'],
    ['pod/nope', 'failed retrieving: pods "nope" not found in the "shop" namespace'],
    ['foo/bar', 'failed retrieving: the server doesn\'t have a resource type "foo" in the "shop" namespace'],
    [
      'a/b/c',
      'failed retrieving: arguments in resource/name form may not have more than one slash in the "shop" namespace',
    ],
    [
      'deploy/',
      'failed retrieving: arguments in resource/name form must have a single resource and name in the "shop" namespace',
    ],
    [
      '/web',
      'failed retrieving: arguments in resource/name form must have a single resource and name in the "shop" namespace',
    ],
    [
      'svc/elsewhere',
      '"svc/elsewhere" does not refer to a pod: invalid service \'elsewhere\': Service is defined without a selector',
    ],
    ['sa/default', '"sa/default" does not refer to a pod: selector for *v1.ServiceAccount not implemented'],
    ['deploy/empty', 'no pods match "deploy/empty"'],
    ['ro/twin', 'there are several "twin": rollouts.aaa.example/twin or rollouts.argo.example/twin'],
  ])('%s leads nowhere', async (text, message) => {
    await expect(pod(text)).rejects.toThrow(message);
  });

  test.each(['Deployment', 'StatefulSet'])(
    'a %s whose pods are refused: the one who makes them says why',
    async (kind) => {
      const namespace = kind.toLowerCase();
      const labels = {'pod-security.kubernetes.io/enforce': 'restricted'};
      const own = kind === 'StatefulSet' && {serviceName: 'x'};
      const spec = {replicas: 1, ...own, selector: {matchLabels: {app: 'x'}}, template: template('x')};
      const by = {fieldManager: 'test'};
      await cluster.create({apiVersion: 'v1', kind: 'Namespace', metadata: {name: namespace, labels}}, by);
      await cluster.create({apiVersion: 'apps/v1', kind, metadata: {namespace, name: 'x'}, spec}, by);
      await eventually('its maker says why', async (saw) => {
        const said = await podOf(cluster, {text: `${kind}/x`, namespace}).catch((error: unknown) => error);
        saw(said);
        expect(said).toMatchObject({message: `no pods match "${kind}/x"`});
        return said instanceof IstioctlError && (said.hint ?? '').includes('violates PodSecurity "restricted');
      });
    },
  );

  test('a Deployment without pods says so, has none to list, and one that comes is waited for', async () => {
    await expect(pod('deploy/empty')).rejects.toMatchObject({hint: 'Deployment empty is scaled to 0'});
    expect(await pods('deploy/empty')).toEqual([]);
    const coming = pod('deploy/empty');
    await cluster.patch(
      {apiVersion: 'apps/v1', kind: 'Deployment'},
      {namespace: 'shop', name: 'empty'},
      {spec: {replicas: 1}},
      {type: 'merge'},
    );
    expect((await coming).name).toMatch(/^empty-/);
  });

  test('the admin pages of the proxy', async () => {
    const options = {port: 15000, failure: 'failed'};
    const asked = proxyAdmin(cluster, await pod('deploy/web'), options);
    expect(String(await asked.get('config_dump?mask=a'))).toBe('GET /config_dump?mask=a\n');
    expect(String(await asked.post('logging?level=debug'))).toBe('POST /logging?level=debug\n');
    await expect(asked.get('no')).rejects.toMatchObject({
      message: 'failed: unexpected status code: 404',
      hint: expect.stringMatching(/^port 15000 of pod shop\/web-.* answered \/no with: GET \/no$/),
    });
  });

  test.each([
    ['nope', 'building port forwarded: failed retrieving: pods "nope" not found in the "shop" namespace'],
    ['stuck', 'building port forwarded: pod is not running. Status=Pending'],
  ])('no admin page in %s', async (name, message) => {
    const asked = proxyAdmin(cluster, {namespace: 'shop', name}, {port: 15000, failure: 'failed'});
    const forwarding = 'failed: failure running port forward process: failure running port forward process';
    await expect(asked.get('stats')).rejects.toThrow(`${forwarding}: ${message}`);
  });

  test.each([
    ['a pod without a proxy', 'deploy/web', /^failed: pod web-.*\.shop has no sidecar: /],
    ['a pod with one', 'proxied', /^failed: port 99 of pod shop\/proxied refused the connection; /],
  ])('nobody listens in %s', async (_, target, message) => {
    const asked = proxyAdmin(cluster, await pod(target), {port: 99, failure: 'failed'});
    await expect(asked.get('stats')).rejects.toThrow(message);
  });
});
