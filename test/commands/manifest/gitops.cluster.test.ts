// SPDX-License-Identifier: Apache-2.0
import {afterAll, beforeAll, expect, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import {waitUntilReady} from '../../../src/install/wait/wait.js';
import type {KubeObject, ObjectToApply} from '../../../src/io/kube/cluster.js';
import {type ConnectedCluster, connect} from '../../../src/io/kube/connect.js';
import {
  BUILD_TIMEOUT,
  type ControlPlane,
  describeOnControlPlane,
  startControlPlane,
} from '../../cluster/control-plane.js';
import {authority} from '../../envoy-server/certificates.js';
import {istioctl} from '../../support/run.js';

const MANAGER = {fieldManager: 'kustomize-controller', force: true};
const ADMISSION = 'admissionregistration.k8s.io/v1';

describeOnControlPlane('a cluster that is kept as a repository has it', () => {
  let plane: ControlPlane;
  let cluster: ConnectedCluster;
  beforeAll(async () => {
    plane = await startControlPlane({nodes: 1});
    cluster = await connect({kubeconfig: plane.kubeconfig});
    await cluster.create({apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'istio-system'}}, MANAGER);
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    cluster.close();
    await plane.stop();
  });

  async function generated(flags: string): Promise<ObjectToApply[]> {
    const {stdout, exitCode} = await istioctl(`manifest generate --set profile=demo ${flags}`);
    expect(exitCode).toBe(0);
    return parseAllDocuments(stdout).flatMap((document): ObjectToApply[] => document.toJS() ?? []);
  }

  /** Applies all again and tells what that would change, as Flux does; nothing is written. */
  async function drift(objects: readonly ObjectToApply[]): Promise<string[]> {
    const changed: string[] = [];
    for (const object of objects) {
      const live = await cluster.get(object, object.metadata);
      const applied = await cluster.apply(object, {...MANAGER, dryRun: true});
      const own = {managedFields: undefined, generation: undefined, resourceVersion: undefined};
      const content = (each: KubeObject) =>
        JSON.stringify({...each, status: undefined, metadata: {...each.metadata, ...own}});
      if (!live || content(live) !== content(applied)) changed.push(`${object.kind}/${object.metadata.name}`);
    }
    return changed;
  }

  test('has no drift when istiod has written what it writes', {timeout: 120_000}, async () => {
    const objects = await generated('--for flux');
    for (const object of objects) await cluster.apply(object, MANAGER);
    const live = await Promise.all(objects.map((object) => cluster.get(object, object.metadata)));
    await waitUntilReady(
      cluster,
      live.flatMap((object) => object ?? []),
      {
        timeout: 60_000,
        interval: 200,
        signal: new AbortController().signal,
        onWaiting: () => {},
        onStalled: () => {},
      },
    );
    expect(await drift(objects)).toEqual([]);

    // As istiod does once it runs and the API server reaches it.
    const caBundle = Buffer.from(authority('mesh root').certificate).toString('base64');
    for (const {kind, metadata, webhooks} of await webhookConfigurations()) {
      const value = webhooks.map(({name}) => ({
        name,
        clientConfig: {caBundle},
        ...(kind === 'ValidatingWebhookConfiguration' && {failurePolicy: 'Fail'}),
      }));
      await cluster.patch({apiVersion: ADMISSION, kind}, metadata, {webhooks: value}, {type: 'strategic'});
    }
    expect(await drift(objects)).toEqual([]);
    expect(await drift(await generated(''))).toEqual(['ValidatingWebhookConfiguration/istio-validator-istio-system']);
  });

  async function webhookConfigurations(): Promise<(KubeObject & {webhooks: {name: string}[]})[]> {
    const kinds = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];
    const lists = await Promise.all(kinds.map((kind) => cluster.list({apiVersion: ADMISSION, kind})));
    return lists.flat().map((object) => ({...object, webhooks: object['webhooks'] as {name: string}[]}));
  }
});
