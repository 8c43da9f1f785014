// SPDX-License-Identifier: Apache-2.0

import {groupBy} from '../../model/group-by.js';
import {type Message, message} from '../../model/message.js';
import type {Resources} from '../../model/resources.js';

/** Namespaces with several telemetries for all workloads, of which only one can count (spec §3.25). */
export function* telemetriesForAll(resources: Resources): Generator<Message> {
  const unselective = resources.all('Telemetry').filter(({spec}) => !spec.selector);
  for (const [namespace, rivals] of groupBy(unselective, (telemetry) => telemetry.namespace)) {
    if (rivals.length < 2) continue;
    const names = rivals.map(({name}) => name).sort();
    for (const rival of rivals) yield message('IST0160', rival, [names, namespace]);
  }
}
