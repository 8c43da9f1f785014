// SPDX-License-Identifier: Apache-2.0
import type {Branch} from '../../envoy/trace/branch.js';
import {type Origin, originText} from '../../envoy/trace/origin.js';
import {faultText} from '../../envoy/trace/settings.js';
import type {Change} from '../facts/owner.js';
import type {Scene} from '../facts/scene.js';
import {type Cause, hasFlag, holds, not} from './cause.js';

/** What the configuration of the proxy shows to be the reason, and the object that istiod made it of. */
interface Shown {
  text: string;
  origin: Origin | undefined;
  field: string;
}

export const SHOWN_BY_DUMP: Cause = {
  id: 'shown-by-dump',
  title: 'the config dump names the object, where the objects were not given',
  doc: `istiod leaves the name of the object in the routes and clusters that it makes. Without the objects themselves, that is what
is known: which VirtualService injects the fault, sets the timeout or names the cluster, and which DestinationRule the limit.`,
  needs: [],
  judge(scene) {
    const {trace, dump, facts} = scene;
    const shown = trace?.branches.map((branch) => shownBy(scene, branch)).find((each) => each !== undefined);
    if (facts.objects.some || !FLAGS.some((flag) => hasFlag(scene, flag))) return undefined;
    if (!shown?.origin)
      return not(dump ? 'the config dump names no object for it' : 'no config dump was given (--dump)');
    const {origin, text, field} = shown;
    return holds(
      `${originText(origin)} ${text}`,
      [`config dump of ${dump?.name ?? ''}: the request is routed by what ${originText(origin)} says`],
      `change ${field} of ${originText(origin)}`,
      [changeFrom(origin, field)],
    );
  },
};

const FLAGS = ['FI', 'DI', 'UT', 'NC', 'UO'];

const changeFrom = ({kind, namespace, name}: Origin, field: string): Change => ({kind, namespace, name, field});

function shownBy(scene: Scene, {route, fault, settings, destinations}: Branch): Shown | undefined {
  const origin = route?.origin;
  if (hasFlag(scene, 'FI', 'DI'))
    return fault && {text: `injects a fault: ${faultText(fault)}`, origin, field: 'spec.http'};
  const timeout = settings.find(({name}) => name === 'timeout')?.value;
  if (hasFlag(scene, 'UT')) {
    return timeout === undefined || timeout === 'none'
      ? undefined
      : {text: `sets the timeout ${timeout}`, origin, field: 'spec.http'};
  }
  if (hasFlag(scene, 'UO'))
    return {
      text: 'limits the connections',
      origin: destinations[0]?.origin,
      field: 'spec.trafficPolicy.connectionPool',
    };
  const missing = destinations.find(({known}) => !known);
  return missing && {text: `sends to ${missing.cluster}, which the proxy does not have`, origin, field: 'spec.http'};
}
