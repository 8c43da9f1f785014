// SPDX-License-Identifier: Apache-2.0
import {setTimeout as sleep} from 'node:timers/promises';
import type {Cluster} from '../io/kube/cluster.js';
import {GATEWAY} from './gateway.js';
import {isProgrammed, readWaypoint, type Waypoint} from './waypoint.js';

/** Milliseconds between two looks. */
const PAUSE = 500;

/** What was seen last of waypoints, and which of them were not programmed in time. */
export interface Outcome {
  /** In the order they were asked for, without those that are gone. */
  waypoints: Waypoint[];
  late: {namespace: string; name: string}[];
}

/** Looks at waypoints again and again until all are programmed, for `timeout` milliseconds at most; once with 0. */
export async function untilProgrammed(
  cluster: Pick<Cluster, 'get'>,
  keys: readonly {namespace: string; name: string}[],
  timeout: number,
): Promise<Outcome> {
  const deadline = Date.now() + timeout;
  const seen = new Map<number, Waypoint>();
  let late = keys.map((_, i) => i);
  for (;;) {
    await Promise.all(
      late.map(async (i) => {
        const {namespace = '', name = ''} = keys[i] ?? {};
        const gateway = await cluster.get(GATEWAY, {namespace, name});
        if (gateway) seen.set(i, readWaypoint(gateway));
        else seen.delete(i);
      }),
    );
    late = late.filter((i) => {
      const waypoint = seen.get(i);
      return !waypoint || !isProgrammed(waypoint);
    });
    const left = deadline - Date.now();
    if (late.length === 0 || left <= 0) break;
    await sleep(Math.min(PAUSE, left));
  }
  return {
    waypoints: keys.flatMap((_, i) => seen.get(i) ?? []),
    late: late.flatMap((i) => keys[i] ?? []),
  };
}
