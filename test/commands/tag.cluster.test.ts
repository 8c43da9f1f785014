// SPDX-License-Identifier: Apache-2.0
import {afterAll, beforeAll, expect, test} from 'vitest';
import {mapsIn} from '../../src/install/apply/field.js';
import type {Cluster, KubeObject} from '../../src/io/kube/cluster.js';
import {connect} from '../../src/io/kube/connect.js';
import {labelled, MUTATING, SERVICE, VALIDATING} from '../../src/revision/labels.js';
import {parseYamlDocuments} from '../../src/yaml/parse.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane, startControlPlane} from '../cluster/control-plane.js';
import {render} from '../install/render.js';
import {istioctl, type Run} from '../support/run.js';

describeOnControlPlane('tag as users type it', () => {
  let plane: ControlPlane;
  let cluster: Cluster;
  beforeAll(async () => {
    plane = await startControlPlane();
    cluster = await connect({kubeconfig: plane.kubeconfig});
    await namespace('istio-system', {});
    // Pods come before the webhooks, behind which nobody injects.
    await namespace('shop', {'istio.io/rev': 'prod'});
    await namespace('old', {'istio-injection': 'enabled'});
    await namespace('off', {'istio-injection': 'disabled'});
    for (const [name, inNamespace] of [
      ['cart', 'shop'],
      ['a', 'old'],
      ['b', 'old'],
      ['c', 'off'],
    ] as const)
      await injectedPod(name, inNamespace);
    await revision('');
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    cluster.close();
    await plane.stop();
  });

  const run = (commandLine: string, stdin = '', env = {}): Promise<Run> =>
    istioctl(commandLine, {env: {KUBECONFIG: plane.kubeconfig, ...env}, stdin});

  async function namespace(name: string, labels: Record<string, string>): Promise<void> {
    await cluster.create({apiVersion: 'v1', kind: 'Namespace', metadata: {name, labels}}, {fieldManager: 'test'});
  }

  /** The webhook and Service that an install of a revision would leave. */
  async function revision(name: string): Promise<void> {
    const {objects} = await render(['profile=minimal', ...(name ? [`revision=${name}`] : [])]);
    const wanted = objects.filter(
      ({kind, component}) => component === 'Pilot' && [MUTATING.kind, SERVICE.kind].includes(kind),
    );
    for (const object of wanted) await cluster.apply(labelled(object.value(), {}), {fieldManager: 'test'});
  }

  async function injectedPod(name: string, inNamespace: string): Promise<void> {
    const metadata = {namespace: inNamespace, name, annotations: {'sidecar.istio.io/status': '{}'}};
    const spec = {containers: [{name: 'main', image: 'registry.test/main:1'}], automountServiceAccountToken: false};
    const account = {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {namespace: inNamespace, name: 'default'}};
    await cluster.apply(account, {fieldManager: 'test'});
    await cluster.create({apiVersion: 'v1', kind: 'Pod', metadata, spec}, {fieldManager: 'test'});
  }

  const webhook = (name: string): Promise<KubeObject | undefined> => cluster.get(MUTATING, {name});

  test.each<[string, string, number?]>([
    ['tag set', 'required flag(s) "revision" not set', 64],
    ['tag set -r default', 'must provide a tag for modification', 64],
    ['tag generate a b -r default', 'must provide a single tag for creation', 64],
    ['tag remove', 'must provide a tag for removal', 64],
    ['tag remove a b', 'must provide a single tag for removal', 64],
    ['tag list a', 'tag list command does not accept arguments', 64],
    [
      'tag set prod -r nosuch',
      'cannot modify tag: cannot find MutatingWebhookConfiguration or Service with revision "nosuch"\nHint: Revisions are: default.',
    ],
    ['tag remove prod', 'cannot remove tag "prod": cannot find MutatingWebhookConfiguration or Service for tag'],
  ])('%s is refused', async (commandLine, message, code = 1) => {
    const {exitCode, stdout, stderr} = await run(commandLine);
    expect({exitCode, stdout}).toEqual({exitCode: code, stdout: ''});
    expect(stderr).toContain(`Error: ${message}\n`);
  });

  test('prints the objects of a tag without writing them', async () => {
    const {exitCode, stdout} = await run('tag generate prod -r default --webhook-name mine --auto-inject-namespaces');
    expect(exitCode).toBe(0);
    const names = parseYamlDocuments(stdout).map((object) => labelled(object, {}).metadata.name);
    expect(names).toEqual(['mine', 'istiod-revision-tag-prod']);
    expect(await webhook('mine')).toBeUndefined();
  });

  test('sets a tag once, and moves it only when told to', async () => {
    await revision('canary');
    const {exitCode, stdout} = await run('tag set prod -r default');
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringContaining('Revision tag "prod" created, referencing control plane revision "default".'),
    ]);
    const labels = (await webhook('istio-revision-tag-prod'))?.metadata.labels ?? {};
    expect(labels).toMatchObject({'istio.io/tag': 'prod', 'istio.io/rev': 'default'});
    expect(Object.keys(labels).filter((key) => key.includes('operator.istio.io'))).toEqual([]);
    const again = await run('tag set prod -r canary');
    expect([again.exitCode, again.stderr]).toEqual([
      1,
      'Error: revision tag "prod" already exists, and --overwrite is false\nHint: It stands for revision default.\n',
    ]);
    const moved = await run('tag set prod -r canary --overwrite');
    expect([moved.exitCode, moved.stderr]).toEqual([
      0,
      'Tag prod moves from revision default to canary: 1 namespace (shop) and 1 pod use it.\n',
    ]);
    const [hook] = mapsIn(await webhook('istio-revision-tag-prod'), ['webhooks']);
    expect(hook).toMatchObject({clientConfig: {service: {name: 'istiod-canary'}}});
  });

  test('a tag named like a revision needs --overwrite', async () => {
    const {exitCode, stderr} = await run('tag set canary -r default');
    expect([exitCode, stderr]).toEqual([
      1,
      'Error: cannot create revision tag "canary": found existing control plane revision with same name\n',
    ]);
  });

  test('the default tag takes the webhooks of the default revision out of service', async () => {
    expect((await run('tag set default -r canary')).exitCode).toBe(0);
    const never = {matchLabels: {'istio.io/deactivated': 'never-match'}};
    const hooks = mapsIn(await webhook('istio-sidecar-injector'), ['webhooks']);
    expect(hooks.length).toBeGreaterThan(0);
    for (const hook of hooks) expect(hook).toMatchObject({namespaceSelector: never, objectSelector: never});
  });

  test('lists who uses what, those with istio-injection=enabled among them', async () => {
    const {exitCode, stdout} = await run('tag list');
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      [
        'TAG     REVISION PODS NAMESPACES',
        'default canary   2    old',
        'prod    canary   1    shop',
        '        default  2    old',
        '',
      ].join('\n'),
    );
    const compatible = await run('tag show', '', {ISTIOCTL_COMPAT: '1.30'});
    expect(compatible.stdout.split('\n')).toEqual([
      'TAG     REVISION NAMESPACES',
      'default canary   ',
      'prod    canary   shop',
      '        default  ',
      '',
    ]);
    const json = await run('tag list -o json');
    expect(JSON.parse(json.stdout)).toContainEqual({tag: 'prod', revision: 'canary', namespaces: ['shop'], pods: 1});
    expect(parseYamlDocuments((await run('tag list -o yaml')).stdout)).toEqual([JSON.parse(json.stdout)]);
  });

  test('asks before it removes a tag in use', async () => {
    const {exitCode, stderr} = await run('tag remove prod', 'n\n');
    expect([exitCode, stderr]).toEqual([
      0,
      expect.stringMatching(/^Tag prod is in use by 1 namespace \(shop\) and 1 pod.*\n.*Aborting operation\.\n$/s),
    ]);
    expect(await webhook('istio-revision-tag-prod')).toBeDefined();
    const removed = await run('tag delete prod -y');
    expect([removed.exitCode, removed.stdout]).toEqual([0, 'Revision tag prod removed\n']);
    expect(await cluster.list(MUTATING, {labelSelector: 'istio.io/tag=prod'})).toEqual([]);
    expect(await cluster.list(SERVICE, {labelSelector: 'istio.io/tag=prod'})).toEqual([]);
  });

  const validators = () => cluster.list(VALIDATING, {labelSelector: 'istio.io/tag'});

  test.each([
    ['1.30', ['istiod-default-validator']],
    ['', []],
  ])('removes the default tag; with compat %j the validators %j stay', async (compat, left) => {
    expect((await run('tag set default -r canary --overwrite')).exitCode).toBe(0);
    const other = {...VALIDATING, metadata: {name: 'other', labels: {'istio.io/tag': 'prod'}}, webhooks: []};
    await cluster.apply(other, {fieldManager: 'test'});
    const {exitCode, stdout} = await run('tag remove default -y', '', {ISTIOCTL_COMPAT: compat});
    expect([exitCode, stdout]).toEqual([0, 'Revision tag default removed\n']);
    expect((await validators()).map(({metadata}) => metadata.name)).toEqual([...left, 'other']);
  });
});
