// SPDX-License-Identifier: Apache-2.0
import type {Resources} from '../analysis/model/resources.js';
import {blockers} from './blockers.js';
import type {Finding} from './finding.js';
import {needs} from './needs.js';
import {notes} from './notes.js';
import {type ObjectFile, waypointObjects} from './objects.js';
import {modeOf, namespacesOf} from './sidecar-pods.js';
import {type Step, steps} from './steps.js';

/** How far a namespace is from ambient mode. */
export type Readiness = 'AMBIENT' | 'READY' | 'NEEDS WAYPOINT' | 'BLOCKED';

export interface NamespaceAudit {
  namespace: string;
  readiness: Readiness;
  blockers: Finding[];
  /** What a waypoint is needed for. */
  needs: Finding[];
  notes: Finding[];
  /** None for a namespace that is blocked. */
  files: ObjectFile[];
  steps: Step[];
}

/**
 * What stands between namespaces and ambient mode, and what to do; namespaces outside of the mesh are left out.
 * `only` is one namespace, or undefined for all; `folder` is where the files of steps are. Changes nothing.
 */
export function auditAmbient(resources: Resources, only: string | undefined, folder: string): NamespaceAudit[] {
  return namespacesOf(resources)
    .filter((namespace) => only === undefined || namespace === only)
    .flatMap((namespace) => {
      const mode = modeOf(namespace, resources);
      if (mode === undefined) return [];
      return [mode === 'ambient' ? ambient(namespace) : audit(namespace, resources, folder)];
    });
}

function ambient(namespace: string): NamespaceAudit {
  return {namespace, readiness: 'AMBIENT', blockers: [], needs: [], notes: [], files: [], steps: []};
}

function audit(namespace: string, resources: Resources, folder: string): NamespaceAudit {
  const needed = needs(namespace, resources);
  const needsWaypoint = needed.length > 0;
  const found = {
    namespace,
    blockers: blockers(namespace, resources, needsWaypoint),
    needs: needed,
    notes: notes(namespace, resources, needsWaypoint),
  };
  if (found.blockers.length > 0) return {...found, readiness: 'BLOCKED', files: [], steps: []};
  const files = needsWaypoint ? waypointObjects(namespace, resources) : [];
  const isMissing = files.some(({file}) => file === 'waypoint.yaml');
  return {
    ...found,
    readiness: isMissing ? 'NEEDS WAYPOINT' : 'READY',
    files,
    steps: steps({namespace, needsWaypoint, files, folder}, resources),
  };
}
