// SPDX-License-Identifier: Apache-2.0
import type {Cluster, KubeObject} from '../io/kube/cluster.js';
import {applyObject} from './apply.js';
import {byComponent, inDependencyOrder, type RenderedObject} from './component.js';
import {joinErrors} from './errors.js';
import {COMPONENT, labelled, type Owner, ownerLabels} from './labels.js';
import {type ActivityBoard, createActivityBoard, type Progress} from './progress.js';
import {pruneObjects} from './prune.js';
import {waitUntilReady} from './wait.js';

export interface InstallOptions {
  owner: Owner;
  /** Goes into the version label of every object. */
  version: string;
  /** Milliseconds each component has to become ready. */
  readinessTimeout: number;
  /** Milliseconds between readiness checks; 2 s when left out. */
  interval?: number | undefined;
  progress: Progress;
  signal: AbortSignal;
}

/**
 * Puts the objects on the cluster, component by component in dependency order, waits until each component is ready,
 * and removes what this owner installed earlier and no longer renders. Within a component the objects are applied in
 * the order given, and the first failure ends it. Throws all failures of all components as one.
 */
export async function installObjects(
  cluster: Cluster,
  objects: RenderedObject[],
  options: InstallOptions,
): Promise<void> {
  const components = byComponent(objects);
  const board = createActivityBoard(options.progress);
  const errors: Error[] = [];
  await inDependencyOrder([...components.keys()], async (component) => {
    board.begin(component);
    try {
      await installComponent(cluster, component, components.get(component) ?? [], board, options);
      board.end(component);
    } catch (error) {
      options.signal.throwIfAborted();
      const failure = error instanceof Error ? error : new Error(String(error));
      errors.push(failure);
      board.end(component, failure);
    }
  });
  if (errors.length > 0) throw joinErrors('failed to install manifests', errors);
  options.progress({kind: 'pruning'});
  await pruneObjects(cluster, objects, options);
  options.progress({kind: 'complete', what: 'Installation'});
}

async function installComponent(
  cluster: Cluster,
  component: string,
  objects: RenderedObject[],
  board: ActivityBoard,
  {owner, version, readinessTimeout, interval, signal}: InstallOptions,
): Promise<void> {
  const labels = {...ownerLabels(owner, version), [COMPONENT]: component};
  const applied: KubeObject[] = [];
  for (const object of objects) {
    signal.throwIfAborted();
    applied.push(await applyObject(cluster, labelled(object.value(), labels)));
  }
  await waitUntilReady(cluster, applied, {
    timeout: readinessTimeout,
    interval,
    signal,
    onWaiting: (ids) => board.waiting(component, ids),
  });
}
