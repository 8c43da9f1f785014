// SPDX-License-Identifier: Apache-2.0
import {DATA_PLANE} from '../analysis/index/ambient.js';
import {USE_WAYPOINT} from '../analysis/index/waypoints.js';
import type {Resources} from '../analysis/model/resources.js';
import type {ObjectFile} from './objects.js';
import {waypointFor} from './policies.js';

/** One thing to do on the way, and what takes it back. */
export interface Step {
  what: string;
  command: string;
  undo?: string;
}

/** Labels of a namespace that have sidecars put in, or keep ambient mode away. */
const SIDECAR_LABELS = ['istio-injection', 'istio.io/rev'];
/** Without it gateways send straight to pods. */
const INGRESS_TOO = 'istio.io/ingress-use-waypoint';

/** What steps are about. */
export interface Move {
  namespace: string;
  needsWaypoint: boolean;
  files: readonly ObjectFile[];
  /** Where the files are. */
  folder: string;
}

/**
 * What to do in which order: first the waypoint with its policies, which sidecars do not heed; then the old policies for
 * sidecars alone, so that pods of either sort meet theirs; only then pods without sidecars.
 */
export function steps(move: Move, resources: Resources): Step[] {
  const {namespace, needsWaypoint} = move;
  const {name, namespace: home} = waypointFor(namespace, resources);
  const wait = {what: 'wait for the waypoint', command: `istioctl waypoint status ${name} -n ${home}`};
  const restart = `kubectl rollout restart deployment,statefulset,daemonset -n ${namespace}`;
  return [
    ...applied(move, 'make Services of subsets, for routes of Gateway API to send to', 'subset-services.yaml'),
    ...applied(move, 'make the waypoint', 'waypoint.yaml'),
    ...(needsWaypoint ? [wait] : []),
    ...applied(move, 'let the waypoint enforce policies', 'waypoint-policies.yaml'),
    ...applied(move, 'leave the old ones to pods that still have a sidecar', 'sidecar-policies.yaml').map((step) => ({
      ...step,
      undo: 'apply these policies as they were',
    })),
    labelling(move, resources),
    {what: 'start all pods anew, without sidecars', command: restart, undo: `${restart}, once the labels are back`},
    {what: 'look for what is wrong', command: `istioctl analyze -n ${namespace}`},
    ...applied(move, 'drop the policies that no pod is left for', 'sidecar-policies.yaml').map(
      ({what, command, undo}) => ({what, command: undo, undo: command}),
    ),
    ...applied(move, 'let nobody past the waypoint, once no client has a sidecar', 'ztunnel-policies.yaml'),
  ];
}

/** The step that applies a file, if there is one. */
function applied({namespace, files, folder}: Move, what: string, file: ObjectFile['file']): Required<Step>[] {
  if (!files.some((each) => each.file === file)) return [];
  const path = `${folder}/${namespace}/${file}`;
  return [{what, command: `kubectl apply -f ${path}`, undo: `kubectl delete -f ${path}`}];
}

function labelling({namespace, needsWaypoint}: Move, resources: Resources): Step {
  const labels = resources.find('Namespace', '', namespace)?.labels ?? {};
  const added = {
    [DATA_PLANE]: 'ambient',
    ...(needsWaypoint &&
      labels[USE_WAYPOINT] === undefined && {[USE_WAYPOINT]: waypointFor(namespace, resources).name}),
    ...(needsWaypoint && {[INGRESS_TOO]: 'true'}),
  };
  const there = (names: readonly string[]) => names.filter((name) => labels[name] !== undefined);
  const label = (words: readonly string[]) => `kubectl label namespace ${namespace} --overwrite ${words.join(' ')}`;
  return {
    what: 'let ztunnel take in new pods',
    command: label([
      ...Object.entries(added).map((pair) => pair.join('=')),
      ...there(SIDECAR_LABELS).map((name) => `${name}-`),
    ]),
    undo: label([
      ...there([...SIDECAR_LABELS, ...Object.keys(added)]).map((name) => `${name}=${labels[name]}`),
      ...Object.keys(added).flatMap((name) => (labels[name] === undefined ? [`${name}-`] : [])),
    ]),
  };
}
