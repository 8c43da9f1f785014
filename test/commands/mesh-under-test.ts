// SPDX-License-Identifier: Apache-2.0
import {afterAll, beforeAll} from 'vitest';
import {findInstalled} from '../../src/install/undo/uninstall.js';
import type {Cluster} from '../../src/io/kube/cluster.js';
import {connect} from '../../src/io/kube/connect.js';
import {BUILD_TIMEOUT, type ControlPlane, startControlPlane} from '../cluster/control-plane.js';
import {addNode, letPodsPast, ready, runPods, waiting} from '../cluster/kubelet.js';
import {istioctl, type Run} from '../support/run.js';

/** A cluster to install into, with one node whose pods become ready while `image` is good. */
export interface MeshUnderTest {
  image: 'good' | 'missing';
  cluster(): Cluster;
  kubeconfig(): string;
  run(commandLine: string, stdin?: string): Promise<Run>;
  /** `Kind/name` of all that belongs to an install, sorted. */
  installed(): Promise<string[]>;
  /** Does work while nobody writes into webhooks but who is tested. */
  withQuietWebhooks(work: () => Promise<void>): Promise<void>;
}

/** Call it in `describe`: it starts before the first test and stops after the last. */
export function meshUnderTest(): MeshUnderTest {
  let plane: ControlPlane;
  let cluster: Cluster;
  let stopPods: () => Promise<void>;
  let stopLettingPodsPast: () => Promise<void>;
  const mesh: MeshUnderTest = {
    image: 'good',
    cluster: () => cluster,
    kubeconfig: () => plane.kubeconfig,
    run: (commandLine, stdin = '') =>
      istioctl(commandLine, {env: {KUBECONFIG: plane.kubeconfig}, stdin, timeout: 120_000}),
    installed: async () =>
      (await findInstalled(cluster, {purge: true})).map(({kind, metadata}) => `${kind}/${metadata.name}`).sort(),
    async withQuietWebhooks(work) {
      await stopLettingPodsPast();
      try {
        await work();
      } finally {
        stopLettingPodsPast = letPodsPast(cluster);
      }
    },
  };
  beforeAll(async () => {
    plane = await startControlPlane();
    cluster = await connect({kubeconfig: plane.kubeconfig});
    await addNode(cluster, 'node-1');
    stopPods = runPods(cluster, (pod) => (mesh.image === 'good' ? ready : waiting('ErrImagePull', 'not found'))(pod));
    stopLettingPodsPast = letPodsPast(cluster);
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    await stopPods();
    await stopLettingPodsPast();
    cluster.close();
    await plane.stop();
  });
  return mesh;
}
