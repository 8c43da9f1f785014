// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../errors.js';
import type {Cluster, KubeObject} from '../io/kube/cluster.js';
import {labelled} from '../revision/labels.js';
import {applyObject} from './apply.js';
import {byComponent, inDependencyOrder, type RenderedObject} from './component.js';
import {joinErrors} from './errors.js';
import {COMPONENT, type Owner, ownerLabels} from './labels.js';
import {createActivityBoard, type Progress} from './progress.js';
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
  const applied = new Map<string, number>();
  await inDependencyOrder([...components.keys()], async (component) => {
    board.begin(component);
    try {
      const objects = await applyAll(cluster, component, components.get(component) ?? [], options, (count) => {
        applied.set(component, count);
      });
      await waitUntilReady(cluster, objects, {
        timeout: options.readinessTimeout,
        interval: options.interval,
        signal: options.signal,
        onWaiting: (ids) => board.waiting(component, ids),
      });
      board.end(component);
    } catch (error) {
      if (options.signal.aborted) throw interrupted(components, applied);
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

async function applyAll(
  cluster: Cluster,
  component: string,
  objects: RenderedObject[],
  {owner, version, signal}: InstallOptions,
  onApplied: (count: number) => void,
): Promise<KubeObject[]> {
  const labels = {...ownerLabels(owner, version), [COMPONENT]: component};
  const applied: KubeObject[] = [];
  for (const object of objects) {
    signal.throwIfAborted();
    applied.push(await applyObject(cluster, labelled(object.value(), labels)));
    onApplied(applied.length);
  }
  return applied;
}

/** Says what was applied when the user stopped it. */
function interrupted(components: Map<string, unknown[]>, applied: Map<string, number>): IstioctlError {
  const counts = [...applied].map(
    ([component, count]) => `${component} ${count}/${components.get(component)?.length ?? 0}`,
  );
  return new IstioctlError(`interrupted; objects applied: ${counts.join(', ') || 'none'}`, {
    exitCode: ExitCode.Interrupted,
    hint: 'The same command goes on where this one stopped.',
  });
}
