// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {ownerOfPod} from '../../src/inject/pod/owner.js';
import {getIn, type Tree, treeIn} from '../../src/manifest/input/tree.js';
import {emitYaml} from '../../src/yaml/emit.js';
import {parseYaml} from '../../src/yaml/parse.js';
import {injected, smallInjector} from './installation.js';

/** Shows what templates are told of the workload. */
const TEMPLATE = `
metadata:
  labels: {name: {{ .DeploymentMeta.Name | quote }}, kind: {{ .TypeMeta.Kind | quote }}}
spec:
  containers:
  - {name: istio-proxy, image: p}
`;
const SPEC = {containers: [{name: 'app', image: 'a'}]};
const template = {metadata: {labels: {app: 'a'}}, spec: SPEC};

function objectOf(kind: string, spec: Tree): Tree {
  const [apiVersion, name] = kind.split(' ');
  return {apiVersion, kind: name, metadata: {name: 'me', namespace: 'shop'}, spec};
}

const compatible = (compat: boolean) => smallInjector(TEMPLATE, {compat});

async function after(object: Tree, compat = false): Promise<Tree> {
  return treeIn(parseYaml(injected(await compatible(compat), emitYaml(object))), []);
}

const containersAt = (object: Tree, path: string[]) => {
  const list = getIn(object, [...path, 'spec', 'containers']);
  return Array.isArray(list) ? list.map((one) => treeIn(one, [])['name']) : undefined;
};

describe('every kind that makes pods is injected', () => {
  test.each([
    'apps/v1 Deployment',
    'apps/v1 DaemonSet',
    'apps/v1 StatefulSet',
    'apps/v1 ReplicaSet',
    'v1 ReplicationController',
    'batch/v1 Job',
    'apps.openshift.io/v1 DeploymentConfig',
    'v1 DeploymentConfig',
    'argoproj.io/v1alpha1 Rollout',
  ])('%s', async (kind) => {
    const object = await after(objectOf(kind, {template, replicas: 2, custom: {kept: true}}));
    expect(containersAt(object, ['spec', 'template'])).toEqual(['app', 'istio-proxy']);
    expect(getIn(object, ['spec', 'template', 'metadata', 'labels'])).toMatchObject({
      app: 'a',
      name: 'me',
      kind: kind.split(' ')[1],
    });
    // What our tables do not know is not lost.
    expect(getIn(object, ['spec', 'custom'])).toEqual({kept: true});
  });

  test('v1 Pod', async () => {
    const object = await after(objectOf('v1 Pod', SPEC));
    expect(containersAt(object, [])).toEqual(['app', 'istio-proxy']);
    expect(getIn(object, ['metadata', 'labels', 'name'])).toBe('me');
  });

  test.each([
    {compat: false, labelled: ['spec', 'jobTemplate', 'spec', 'template']},
    {compat: true, labelled: ['spec', 'jobTemplate']},
  ])('batch/v1 CronJob, $compat', async ({compat, labelled}) => {
    const object = await after(objectOf('batch/v1 CronJob', {jobTemplate: {spec: {template}}}), compat);
    expect(containersAt(object, ['spec', 'jobTemplate', 'spec', 'template'])).toEqual(['app', 'istio-proxy']);
    expect(getIn(object, [...labelled, 'metadata', 'labels', 'kind'])).toBe('CronJob');
  });

  test('in a List, with what is none of them left alone', async () => {
    const service = {apiVersion: 'v1', kind: 'Service', metadata: {name: 's'}, spec: {ports: [{port: 1}]}};
    const items = [service, objectOf('apps/v1 Deployment', {template})];
    const list = await after({apiVersion: 'v1', kind: 'List', items});
    expect(getIn(list, ['items', 0])).toEqual(service);
    expect(containersAt(treeIn(list, ['items', 1]), ['spec', 'template'])).toEqual(['app', 'istio-proxy']);
  });

  test.each([
    ['a Rollout in compat mode', objectOf('argoproj.io/v1alpha1 Rollout', {template}), true],
    ['another kind with a pod template', objectOf('example.io/v1 Deployment', {template}), false],
    ['a List without workloads', {apiVersion: 'v1', kind: 'List', items: [objectOf('v1 Service', {})]}, false],
    ['a workload that wants no proxy', objectOf('v1 Pod', {...SPEC, hostNetwork: true}), false],
  ])('but not %s', async (_, object, compat) => {
    const text = emitYaml(object);
    expect(injected(await compatible(compat), text)).toBe(`${text}---\n`);
  });
});

describe('the workload of a pod that stands alone', () => {
  const owned = (kind: string, name: string, labels: Record<string, string> = {}) =>
    ownerOfPod({
      metadata: {
        name: 'pod',
        generateName: 'pod-',
        labels,
        ownerReferences: [{apiVersion: 'x/v1', kind, name, controller: true}],
      },
      spec: {},
    });

  test.each([
    [owned('ReplicaSet', 'web-abc', {'pod-template-hash': 'abc'}), 'x/v1 Deployment web'],
    [owned('ReplicaSet', 'web-abc', {'rollouts-pod-template-hash': 'abc'}), 'v1alpha1 Rollout web'],
    [owned('ReplicaSet', 'web-abc', {'pod-template-hash': 'other'}), 'x/v1 ReplicaSet web-abc'],
    [owned('ReplicationController', 'web-1', {deploymentconfig: 'web'}), 'x/v1 DeploymentConfig web'],
    [owned('Job', 'night-12345678'), 'batch/v1 CronJob night'],
    [owned('Job', 'night-1234'), 'x/v1 Job night-1234'],
    [owned('Own', 'thing'), 'x/v1 Own thing'],
    [ownerOfPod({metadata: {name: 'pod'}, spec: {}}), 'v1 Pod pod'],
  ])('%o', ({apiVersion, kind, name}, expected) => {
    expect(`${apiVersion} ${kind} ${name}`).toBe(expected);
  });
});
