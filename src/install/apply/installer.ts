// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../errors.js';
import type {Cluster, KubeObject} from '../../io/kube/cluster.js';
import {labelled} from '../../revision/labels.js';
import {joinErrors} from '../errors.js';
import {waitUntilReady} from '../wait/wait.js';
import {applyObject} from './apply.js';
import {byComponent, inDependencyOrder, type RenderedObject} from './component.js';
import {CUSTOM_RESOURCE_DEFINITION} from './kinds.js';
import {COMPONENT, type Owner, ownerLabels} from './labels.js';
import {type ActivityBoard, createActivityBoard, type Progress} from './progress.js';
import {pruneObjects} from './prune.js';
import {PATIENCE, type RetryOptions} from './transient.js';

export interface InstallOptions {
  owner: Owner;
  /** Goes into the version label of every object. */
  version: string;
  /** Wait for more than CRDs, without which other objects cannot be. True when left out. */
  wait?: boolean;
  /** Milliseconds each component has to become ready. */
  readinessTimeout: number;
  /** Milliseconds between readiness checks; see `WaitOptions` when left out. */
  interval?: number | undefined;
  /** Milliseconds without change after which the reason is told; 15 s when left out. */
  explainAfter?: number | undefined;
  /** Milliseconds for which a write that fails for a reason that may pass is repeated; 30 s when left out. */
  patience?: number | undefined;
  /** Whether components that come after one that failed are begun all the same. False when left out. */
  goesOn?: boolean | undefined;
  progress: Progress;
  signal: AbortSignal;
}

/**
 * Puts the objects on the cluster, component by component in dependency order, waits until each component is ready,
 * and removes what this owner installed earlier and no longer renders. Within a component the CRDs are applied first, all
 * at once, then the other objects in the order given; the first failure ends it, and what comes after the component is not
 * begun. Throws all failures of all components as one.
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
  const begin = async (component: string): Promise<boolean> => {
    const objects = components.get(component) ?? [];
    board.begin(component, objects.length);
    try {
      const live = await applyAll(cluster, component, objects, options, (count) => {
        applied.set(component, count);
        board.applied(component, count);
      });
      await waitFor(cluster, component, live, options, board);
      board.end(component);
      return true;
    } catch (error) {
      if (options.signal.aborted) throw interrupted(components, applied);
      const failure = error instanceof Error ? error : new Error(String(error));
      errors.push(failure);
      board.end(component, failure);
      return options.goesOn ?? false;
    }
  };
  const leave = (component: string, after: string): void => options.progress({kind: 'left', component, after});
  await inDependencyOrder([...components.keys()], {begin, leave});
  if (errors.length > 0) throw joinErrors('failed to install manifests', errors);
  options.progress({kind: 'pruning'});
  await pruneObjects(cluster, objects, {...options, retry: retryOf('Pruning', options)});
  options.progress({kind: 'complete', what: 'Installation'});
}

function retryOf(component: string, {signal, patience = PATIENCE, progress}: InstallOptions): RetryOptions {
  return {patience, signal, onRetry: (error) => progress({kind: 'retrying', component, error})};
}

async function applyAll(
  cluster: Cluster,
  component: string,
  objects: RenderedObject[],
  options: InstallOptions,
  onApplied: (count: number) => void,
): Promise<KubeObject[]> {
  const {owner, version, signal} = options;
  const labels = {...ownerLabels(owner, version), [COMPONENT]: component};
  const retry = retryOf(component, options);
  const applied: KubeObject[] = [];
  const apply = async (object: RenderedObject): Promise<void> => {
    signal.throwIfAborted();
    applied.push(await applyObject(cluster, labelled(object.value(), labels), retry));
    onApplied(applied.length);
  };
  // CRDs do not depend on each other, and are the most of what there is to send.
  const isDefinition = ({kind}: RenderedObject): boolean => kind === CUSTOM_RESOURCE_DEFINITION.kind;
  const definitions = await Promise.allSettled(objects.filter(isDefinition).map(apply));
  for (const outcome of definitions) if (outcome.status === 'rejected') throw outcome.reason;
  for (const object of objects) if (!isDefinition(object)) await apply(object);
  return applied;
}

function waitFor(
  cluster: Cluster,
  component: string,
  live: KubeObject[],
  {wait = true, readinessTimeout: timeout, interval, explainAfter, signal, progress}: InstallOptions,
  board: ActivityBoard,
): Promise<void> {
  const objects = wait ? live : live.filter(({kind}) => kind === CUSTOM_RESOURCE_DEFINITION.kind);
  return waitUntilReady(cluster, objects, {
    timeout,
    interval,
    explainAfter,
    signal,
    onWaiting: (ids, total) => board.waiting(component, ids, total),
    onStalled: (explanations, since) => progress({kind: 'stalled', component, since, explanations}),
  });
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
