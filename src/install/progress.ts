// SPDX-License-Identifier: Apache-2.0

/** What happens while objects are put on a cluster or taken off it; a writer turns it into lines. */
export type ProgressEvent =
  /** The components being worked on, and the objects that are waited for. */
  | {kind: 'working'; components: string[]; waitingFor: string[]}
  | {kind: 'installed'; component: string}
  | {kind: 'failed'; component: string; error: Error}
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
  begin(component: string): void;
  waiting(component: string, ids: string[]): void;
  end(component: string, error?: Error): void;
}

export function createActivityBoard(progress: Progress): ActivityBoard {
  const active = new Map<string, string[]>();
  const report = (): void => {
    if (active.size === 0) return;
    progress({kind: 'working', components: [...active.keys()], waitingFor: [...active.values()].flat().sort()});
  };
  return {
    begin(component) {
      active.set(component, []);
      report();
    },
    waiting(component, ids) {
      active.set(component, ids);
      report();
    },
    end(component, error) {
      active.delete(component);
      progress(error === undefined ? {kind: 'installed', component} : {kind: 'failed', component, error});
      report();
    },
  };
}
