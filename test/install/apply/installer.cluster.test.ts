// SPDX-License-Identifier: Apache-2.0
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
import type {RenderedObject} from '../../../src/install/apply/component.js';
import {type InstallOptions, installObjects} from '../../../src/install/apply/installer.js';
import type {ProgressEvent} from '../../../src/install/apply/progress.js';
import {findInstalled, removeInstalled} from '../../../src/install/undo/uninstall.js';
import type {Cluster, KubeObject} from '../../../src/io/kube/cluster.js';
import {connect} from '../../../src/io/kube/connect.js';
import {
  BUILD_TIMEOUT,
  type ControlPlane,
  describeOnControlPlane,
  startControlPlane,
} from '../../cluster/control-plane.js';
import {type Fate, ready, runPods, waiting} from '../../cluster/kubelet.js';
import {untilSaid} from '../until-said.js';

const NAMESPACE = {apiVersion: 'v1', kind: 'Namespace'};

function rendered(component: string, object: KubeObject): RenderedObject {
  const [group = '', version = ''] = object.apiVersion.includes('/')
    ? object.apiVersion.split('/')
    : ['', object.apiVersion];
  const {namespace = '', name} = object.metadata;
  return {component, group, version, kind: object.kind, namespace, name, value: () => structuredClone(object)};
}

describeOnControlPlane('installing objects on a real API server', () => {
  let plane: ControlPlane;
  let cluster: Cluster;
  let namespace: string;
  let events: ProgressEvent[];
  let stopPods: (() => Promise<void>) | undefined;
  let count = 0;

  beforeAll(async () => {
    plane = await startControlPlane();
    cluster = await connect({kubeconfig: plane.kubeconfig});
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    cluster.close();
    await plane.stop();
  });
  beforeEach(async () => {
    namespace = `install-${process.pid}-${count++}`;
    events = [];
    await cluster.create({...NAMESPACE, metadata: {name: namespace}}, {fieldManager: 'test'});
  });
  afterEach(async () => {
    await stopPods?.();
    stopPods = undefined;
    await cluster.delete(NAMESPACE, {name: namespace});
  });

  function podsBecome(fate: Fate): void {
    stopPods = runPods(cluster, fate);
  }

  function workload(kind: 'Deployment' | 'DaemonSet', name: string): KubeObject {
    const labels = {app: name};
    const template = {metadata: {labels}, spec: {containers: [{name: 'main', image: 'registry.test/main:1'}]}};
    return {
      apiVersion: 'apps/v1',
      kind,
      metadata: {namespace, name},
      spec: {selector: {matchLabels: labels}, template},
    };
  }

  function configMap(name: string, data: Record<string, string> = {}): KubeObject {
    return {apiVersion: 'v1', kind: 'ConfigMap', metadata: {namespace, name}, data};
  }

  function warningAbout({metadata: {name, uid}}: KubeObject, reason: string, message: string): KubeObject {
    const involvedObject = {kind: 'Pod', namespace, name, uid};
    const event = {reason, message, type: 'Warning', involvedObject, lastTimestamp: new Date().toISOString()};
    return {apiVersion: 'v1', kind: 'Event', metadata: {namespace, name: `${name}.1`}, ...event};
  }

  function options(more: Partial<InstallOptions> = {}): InstallOptions {
    return {
      owner: {name: '', namespace, revision: ''},
      version: '1.30.3',
      readinessTimeout: 50_000,
      interval: 100,
      signal: new AbortController().signal,
      progress: (event) => void events.push(event),
      ...more,
    };
  }

  /** How an install fails that finds from its first look on what these parts of statuses and events say. */
  async function failure(
    objects: RenderedObject[],
    signs: readonly string[] = [],
    more: Partial<InstallOptions> = {},
  ): Promise<string> {
    if (signs.length > 0) {
      await installObjects(cluster, objects, options({wait: false, readinessTimeout: 1})).catch(() => {});
      await untilSaid(cluster, namespace, signs);
    }
    const within = options({readinessTimeout: 2000, ...more});
    const error: unknown = await installObjects(cluster, objects, within).catch((error: unknown) => error);
    return error instanceof Error ? error.message.replaceAll(namespace, 'NS') : 'no error';
  }

  test('applies components in order, labels their objects and waits until they are ready', async () => {
    podsBecome(ready);
    const objects = [rendered('Pilot', workload('Deployment', 'istiod')), rendered('Base', configMap('base'))];
    await installObjects(cluster, objects, options());
    const finished = events.flatMap((event) => (event.kind === 'installed' ? [event.component] : []));
    expect(finished).toEqual(['Base', 'Pilot']);
    expect(events).toContainEqual({
      kind: 'working',
      components: [{component: 'Pilot', applied: 1, objects: 1, ready: 0, waitedFor: 1}],
      waitingFor: [`Deployment/${namespace}/istiod`],
    });
    expect(events.at(-1)).toEqual({kind: 'complete', what: 'Installation'});
    const live = await cluster.get({apiVersion: 'v1', kind: 'ConfigMap'}, {namespace, name: 'base'});
    expect(live?.metadata.labels).toEqual({
      'install.operator.istio.io/owning-resource-namespace': namespace,
      'istio.io/rev': 'default',
      'operator.istio.io/component': 'Base',
      'operator.istio.io/managed': 'Reconcile',
      'operator.istio.io/version': '1.30.3',
    });
  });

  test('an install that changes nothing writes nothing', async () => {
    podsBecome(ready);
    const objects = [rendered('Base', configMap('base', {a: '1'})), rendered('Pilot', configMap('pilot'))];
    const versions = async () =>
      (await cluster.list({apiVersion: 'v1', kind: 'ConfigMap'}, {namespace})).map(
        ({metadata}) => metadata.resourceVersion,
      );
    await installObjects(cluster, objects, options());
    const before = await versions();
    await installObjects(cluster, objects, options());
    expect(await versions()).toEqual(before);
  });

  test('names the pod, the container and what the kubelet says of it', async () => {
    podsBecome(waiting('ImagePullBackOff', 'registry.test/main:1: not found'));
    expect(await failure([rendered('Pilot', workload('Deployment', 'istiod'))], ['ImagePullBackOff'])).toMatch(
      new RegExp(
        [
          '^failed to install manifests: failed to wait for resource: resources not ready after 2s: context deadline exceeded\n',
          '  Deployment/NS/istiod \\(0 of 1 replicas are ready; pod istiod-\\S+: ',
          'container main failed to start: ImagePullBackOff: registry.test/main:1: not found\\)\n',
          '      hint: the image cannot be had from its registry; .*$',
        ].join(''),
      ),
    );
  });

  test('tells while it waits why nothing moves, with the last events', async () => {
    podsBecome((pod) => {
      void cluster.create(warningAbout(pod, 'Failed', 'registry said no'), {fieldManager: 'test'});
      return waiting('ErrImagePull', 'no such image')(pod);
    });
    const deployment = rendered('Pilot', workload('Deployment', 'istiod'));
    const ending = new AbortController();
    const stalls: ProgressEvent[] = [];
    const progress = (event: ProgressEvent): void => {
      if (event.kind !== 'stalled') return;
      stalls.push(event);
      // Once it has told twice, the last time with the event, which comes when it comes.
      if (stalls.length > 1 && event.explanations.some((explanation) => explanation.events.length > 0)) ending.abort();
    };
    const patient = options({readinessTimeout: 50_000, explainAfter: 500, signal: ending.signal, progress});
    await expect(installObjects(cluster, [deployment], patient)).rejects.toThrow('interrupted');
    expect(stalls.at(-1)).toMatchObject({
      component: 'Pilot',
      explanations: [
        {
          id: `Deployment/${namespace}/istiod`,
          reason: expect.stringContaining('container main failed to start: ErrImagePull: no such image'),
          events: ['Failed: registry said no'],
          hints: [expect.stringContaining('--set hub=HUB')],
        },
      ],
    });
  });

  test('does not wait when told so, but for CRDs', async () => {
    const objects = [rendered('Pilot', workload('Deployment', 'istiod')), rendered('Base', configMap('base'))];
    await installObjects(cluster, objects, options({wait: false, readinessTimeout: 1}));
    expect(events.at(-1)).toEqual({kind: 'complete', what: 'Installation'});
  });

  test('says why pods cannot be created', async () => {
    const quota = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: {namespace, name: 'none'},
      spec: {hard: {pods: '0'}},
    };
    const objects = [rendered('Base', quota), rendered('Pilot', workload('Deployment', 'istiod'))];
    expect(await failure(objects, ['exceeded quota: none'])).toMatch(
      /Deployment\/NS\/istiod \(0 of 1 replicas are ready; ReplicaSet istiod-\S+: pods "istiod-\S+" is forbidden: exceeded quota: none/,
    );
  });

  test('a DaemonSet, a CRD and a workload that nobody reports on never go without a reason', async () => {
    const crd = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: {name: `things.${namespace}.test`},
      spec: {
        group: `${namespace}.test`,
        // The short name is taken by nobody, the list kind is: the names are not accepted.
        names: {plural: 'things', singular: 'thing', kind: 'Same', listKind: 'SameList'},
        scope: 'Namespaced',
        versions: [{name: 'v1', served: true, storage: true, schema: {openAPIV3Schema: {type: 'object'}}}],
      },
    };
    const rival = structuredClone(crd);
    rival.metadata.name = `others.${namespace}.test`;
    rival.spec.names = {plural: 'others', singular: 'other', kind: 'Same', listKind: 'OtherList'};
    await cluster.apply(rival, {fieldManager: 'test'});
    const workloads = [workload('DaemonSet', 'nodes'), workload('Deployment', 'alone')];
    const objects = [crd, ...workloads].map((object) => rendered('Base', object));
    const message = await failure(objects, ['"desiredNumberScheduled":0', '"unavailableReplicas":1']);
    expect(message.split('\n').slice(1)).toEqual([
      '  CustomResourceDefinition/things.NS.test ("Same" is already in use)',
      '  DaemonSet/NS/nodes (no node runs it: no node matches its node selector and tolerations)',
      expect.stringMatching(
        /^ {2}Deployment\/NS\/alone \(0 of 1 replicas are ready; pod alone-\S+: no scheduler has looked at it yet\)$/,
      ),
    ]);
    for (const {metadata} of [crd, rival]) await cluster.delete(crd, metadata);
  });

  test('goes on with what does not depend on the component that failed, and reports every failure', async () => {
    const broken = {...configMap('broken'), dota: {}};
    expect(await failure([rendered('Base', broken), rendered('Pilot', configMap('pilot'))])).toMatch(
      /^failed to install manifests: failed to update resource .* ConfigMap\/NS\/broken: /,
    );
    expect(events).toContainEqual({kind: 'left', component: 'Pilot', after: 'Base'});
    expect(await cluster.get({apiVersion: 'v1', kind: 'ConfigMap'}, {namespace, name: 'pilot'})).toBeUndefined();
    const all = ['Base', 'Ztunnel'].map((component) => rendered(component, broken));
    expect(await failure([...all, rendered('Pilot', configMap('pilot'))], [], {goesOn: true})).toMatch(
      /^failed to install manifests: 2 errors occurred:\n\t\* failed to update resource with server-side apply for obj ConfigMap\/NS\/broken: .*\.dota: field not declared in schema/,
    );
    expect(await cluster.get({apiVersion: 'v1', kind: 'ConfigMap'}, {namespace, name: 'pilot'})).toBeDefined();
    expect(events.some((event) => event.kind === 'complete')).toBe(false);
  });

  test('removes what it installed in an earlier version and no longer renders, and nothing else', async () => {
    const kept = rendered('Base', configMap('kept'));
    const other = options({owner: {name: 'gateways', namespace, revision: ''}, version: '1.29.0'});
    await installObjects(cluster, [rendered('Pilot', configMap('of-another-owner'))], other);
    await installObjects(cluster, [kept, rendered('Pilot', configMap('old'))], options({version: '1.29.0'}));
    await cluster.apply(configMap('of-the-user'), {fieldManager: 'user'});
    events = [];
    await installObjects(cluster, [kept], options());
    expect(events.filter((event) => event.kind === 'removed')).toEqual([
      {kind: 'removed', group: '', version: 'v1', objectKind: 'ConfigMap', namespace, name: 'old', gone: false},
    ]);
    const left = await cluster.list({apiVersion: 'v1', kind: 'ConfigMap'}, {namespace});
    expect(left.map(({metadata}) => metadata.name)).toEqual(
      expect.arrayContaining(['kept', 'of-another-owner', 'of-the-user']),
    );
  });

  test('what was installed is found again and is gone when uninstalling ends', async () => {
    podsBecome(ready);
    const objects = [rendered('Base', configMap('base')), rendered('Pilot', workload('Deployment', 'istiod'))];
    await installObjects(cluster, objects, options());
    const owner = {name: '', namespace, revision: 'default'};
    const found = await findInstalled(cluster, {purge: false, owner});
    expect(found.map(({kind, metadata}) => `${kind}/${metadata.name}`)).toEqual(['Deployment/istiod']);
    const everything = await findInstalled(cluster, {purge: true});
    const {progress, signal} = options();
    await removeInstalled(cluster, everything, {progress, signal, timeout: 50_000});
    expect(await findInstalled(cluster, {purge: true})).toEqual([]);
    expect(await cluster.list({apiVersion: 'v1', kind: 'Pod'}, {namespace})).toEqual([]);
  });
});
