// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {duration} from './global.js';

/** `--name`, which all commands about waypoints have. */
export const waypointName = {
  name: Flags.string({summary: 'Name of the waypoint', default: 'waypoint', helpValue: 'NAME'}),
};

/** `-r`, where it makes or chooses waypoints. */
export const waypointRevision = {
  revision: Flags.string({char: 'r', summary: 'Revision of the control plane', helpValue: 'NAME'}),
};

/** What a new waypoint is to be. */
export const newWaypoint = {
  ...waypointName,
  ...waypointRevision,
  for: Flags.string({summary: 'Traffic it takes: all, none, service, workload', helpValue: 'TYPE'}),
};

/** `--waypoint-timeout`. */
export const waypointTimeout = {
  'waypoint-timeout': duration({
    summary: 'How long to wait for waypoints',
    default: 90_000,
    defaultHelp: async () => '1m30s',
  }),
};

/** `-A`. */
export const allNamespaces = {
  'all-namespaces': Flags.boolean({char: 'A', summary: 'Waypoints of all namespaces'}),
};
