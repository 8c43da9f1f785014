// SPDX-License-Identifier: Apache-2.0
import type {Explanation} from '../explain/explanation.js';

/** How far a component has come. */
export interface ComponentActivity {
  component: string;
  /** Objects written, of how many. */
  applied: number;
  objects: number;
  /** Objects that are ready, of those that are waited for; both 0 while objects are still being written. */
  ready: number;
  waitedFor: number;
}

/** What happens while objects are put on a cluster or taken off it; a writer turns it into lines. */
export type ProgressEvent =
  /** The components being worked on, and the objects that are waited for. */
  | {kind: 'working'; components: ComponentActivity[]; waitingFor: string[]}
  /** Nothing has changed for so many milliseconds. */
  | {kind: 'stalled'; component: string; since: number; explanations: Explanation[]}
  /** A request failed for a reason that may pass, and is repeated. */
  | {kind: 'retrying'; component: string; error: Error}
  | {kind: 'installed'; component: string}
  | {kind: 'failed'; component: string; error: Error}
  /** A component was not begun, for one that it comes after failed. */
  | {kind: 'left'; component: string; after: string}
  | {kind: 'pruning'}
  | {
      kind: 'removed';
      group: string;
      version: string;
      objectKind: string;
      namespace: string;
      name: string;
      gone: boolean;
    }
  | {kind: 'complete'; what: 'Installation' | 'Uninstall'};

export type Progress = (event: ProgressEvent) => void;

/** Keeps track of several components at once and reports them as one state. */
export interface ActivityBoard {
  begin(component: string, objects: number): void;
  applied(component: string, count: number): void;
  waiting(component: string, ids: string[], total: number): void;
  end(component: string, error?: Error): void;
}

export function createActivityBoard(progress: Progress): ActivityBoard {
  const active = new Map<string, {activity: ComponentActivity; ids: string[]}>();
  const report = (): void => {
    if (active.size === 0) return;
    const entries = [...active.values()];
    const components = entries.map(({activity}) => ({...activity}));
    progress({kind: 'working', components, waitingFor: entries.flatMap(({ids}) => ids).sort()});
  };
  const update = (component: string, change: Partial<ComponentActivity>, ids: string[] = []): void => {
    const entry = active.get(component);
    if (entry === undefined) return;
    active.set(component, {activity: {...entry.activity, ...change}, ids});
    report();
  };
  return {
    begin(component, objects) {
      active.set(component, {activity: {component, applied: 0, objects, ready: 0, waitedFor: 0}, ids: []});
      report();
    },
    applied: (component, applied) => update(component, {applied}),
    waiting: (component, ids, total) => update(component, {ready: total - ids.length, waitedFor: total}, ids),
    end(component, error) {
      active.delete(component);
      progress(error === undefined ? {kind: 'installed', component} : {kind: 'failed', component, error});
      report();
    },
  };
}
