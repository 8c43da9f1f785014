// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import type {KubeObject} from '../../../../src/io/kube/cluster.js';
import {type ProxyAccess, proxyAdmin} from '../../../../src/io/kube/pods/proxy-admin.js';
import {ApiError, PortError} from '../../../../src/kube/api-error.js';

const key = {namespace: 'shop', name: 'web-0'};
const REFUSED = 'port 15000 of pod shop/web-0 refused the connection';

interface PodParts {
  containers?: readonly string[];
  metadata?: object;
  spec?: object;
  status?: object;
}

function pod({containers = ['app', 'istio-proxy'], metadata, spec, status}: PodParts): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {...key, ...metadata},
    spec: {containers: containers.map((name) => ({name})), ...spec},
    status: {phase: 'Running', ...status},
  };
}

/** What comes of asking the proxy of a pod whose port takes no connections. */
async function asked(
  found: KubeObject | undefined,
  {labels, error, kinds = []}: {labels?: Record<string, string> | undefined; error?: Error; kinds?: string[]} = {},
): Promise<{message: string; hint: string}> {
  const access: ProxyAccess = {
    fetch: async () => {
      throw error ?? new PortError(REFUSED, {hint: 'wait', transient: true});
    },
    get: async ({kind}) => {
      if (kind === 'Pod') return found;
      if (kinds.includes(kind)) return {apiVersion: 'v1', kind, metadata: key};
      if (labels === undefined) throw new Error('not allowed');
      return {apiVersion: 'v1', kind, metadata: {name: 'shop', labels}};
    },
  };
  const admin = proxyAdmin(access, key, {port: 15000, failure: 'no dump'});
  return admin.get('config_dump').then(
    () => {
      throw new Error('it answered');
    },
    ({message, hint}: {message: string; hint: string}) => ({message, hint}),
  );
}

const redirected = {annotations: {'ambient.istio.io/redirection': 'enabled'}};
const NO_SIDECAR = 'no dump: pod web-0.shop has no sidecar: none of its containers is istio-proxy';

describe('a pod that runs without an Envoy', () => {
  test('is in ambient mode', async () => {
    expect(await asked(pod({containers: ['app'], metadata: redirected}))).toEqual({
      message: 'no dump: pod web-0.shop has no Envoy: ztunnel handles its traffic',
      hint: 'Use `istioctl ztunnel-config workload web-0.shop` to see what ztunnel knows about the pod.',
    });
  });

  test.each<[string, PodParts, Record<string, string> | undefined, string]>([
    ['was never meant to have one', {}, {}, 'namespace shop has neither the label istio-injection nor istio.io/rev'],
    ['is older than the label', {}, {'istio-injection': 'enabled'}, 'labelled istio-injection=enabled: the pod may be'],
    [
      'is older than the revision',
      {},
      {'istio.io/rev': 'canary'},
      'labelled istio.io/rev=canary: the pod may be older',
    ],
    [
      'is in a namespace without',
      {},
      {'istio-injection': 'disabled'},
      'namespace shop is labelled istio-injection=disabled',
    ],
    ['is in a namespace that nobody may read', {}, undefined, 'check-inject web-0 -n shop says whether'],
    [
      'does not want one',
      {metadata: {labels: {'sidecar.istio.io/inject': 'false'}}},
      {'istio-injection': 'enabled'},
      'it is marked sidecar.istio.io/inject=false',
    ],
    ['uses the network of its node', {spec: {hostNetwork: true}}, {}, 'it uses the network of its node'],
    ['is not redirected', {metadata: {annotations: {'ambient.istio.io/redirection': 'disabled'}}}, {}, 'has neither'],
  ])('%s', async (_, parts, labels, hint) => {
    const {containers: _app, ...rest} = {containers: ['app'], ...parts};
    const found = await asked(pod({...rest, containers: ['app']}), {labels});
    expect(found).toEqual({message: NO_SIDECAR, hint: expect.stringContaining(hint)});
  });
});

const ended = {exitCode: 255, reason: 'Error', message: ' no istiod '};

describe('an Envoy that cannot be asked', () => {
  test.each<[string, object, string, string]>([
    [
      'crashes',
      {
        containerStatuses: [
          {name: 'istio-proxy', state: {waiting: {reason: 'CrashLoopBackOff'}}, lastState: {terminated: ended}},
        ],
      },
      'container istio-proxy is waiting: CrashLoopBackOff: exit code 255 (Error): no istiod',
      'kubectl logs web-0 -n shop -c istio-proxy --previous',
    ],
    [
      'has no image',
      {
        initContainerStatuses: [
          {name: 'istio-init', state: {terminated: {exitCode: 0}}},
          {name: 'istio-proxy', state: {waiting: {reason: 'ImagePullBackOff', message: 'Back-off pulling image "x"'}}},
        ],
      },
      'container istio-proxy is waiting: ImagePullBackOff: Back-off pulling image "x"',
      'wait',
    ],
    [
      'waits for another container',
      {
        containerStatuses: [{name: 'app', state: {running: {}}}],
        initContainerStatuses: [{name: 'istio-init', state: {terminated: ended}}],
      },
      'container istio-init ended: exit code 255 (Error): no istiod',
      'kubectl logs web-0 -n shop -c istio-init',
    ],
    [
      'says nothing of why it waits',
      {containerStatuses: [{name: 'istio-proxy', state: {waiting: {}}}]},
      'container istio-proxy is waiting',
      'wait',
    ],
  ])('%s', async (_, status, message, hint) => {
    const found = await asked(pod({status}));
    expect(found.message).toBe(`no dump: pod web-0.shop: ${message}`);
    expect(found.hint).toContain(hint);
  });

  test('is in a pod that has not started', async () => {
    const status = {phase: 'Pending', containerStatuses: [{name: 'app', state: {waiting: {reason: 'ErrImagePull'}}}]};
    const {message} = await asked(pod({status}));
    expect(message).toMatch(/pod is not running\. Status=Pending; container app is waiting: ErrImagePull$/);
  });

  test.each([
    ['runs', pod({status: {containerStatuses: [{name: 'istio-proxy', state: {running: {}}}]}})],
    [
      'runs as a native sidecar',
      pod({containers: ['app'], spec: {initContainers: [{name: 'istio-proxy'}]}, metadata: redirected}),
    ],
    [
      'runs beside a container that ended well',
      pod({status: {containerStatuses: [{name: 'job', state: {terminated: {exitCode: 0}}}]}}),
    ],
  ])('%s: the connection says more', async (_, found) => {
    expect(await asked(found)).toEqual({message: `no dump: ${REFUSED}`, hint: 'wait'});
  });

  test.each([
    [[], 'name its namespace with -n NAMESPACE'],
    [['Deployment'], 'there is a Deployment of that name: deploy/web-0.shop means its pods'],
    [['Service', 'StatefulSet'], 'there is a StatefulSet of that name: sts/web-0.shop means its pods'],
  ])('is in a pod that does not exist: of %j there is one', async (kinds, hint) => {
    const found = await asked(undefined, {kinds});
    expect(found).toEqual({message: expect.stringContaining('not found'), hint: expect.stringContaining(hint)});
  });

  test('may not be asked, which says more than the pod', async () => {
    const error = new ApiError('may not forward', {status: 403, hint: 'ask for the right', transient: false});
    expect(await asked(pod({containers: ['app']}), {error})).toEqual({
      message: 'no dump: may not forward',
      hint: 'ask for the right',
    });
  });
});
