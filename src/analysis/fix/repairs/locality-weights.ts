// SPDX-License-Identifier: Apache-2.0

import {isRecord} from '../../../api/messages/decode.js';
import {mapsIn, type Repairer} from '../repair.js';

/** Weights of localities must add up to 100: where there is but one locality, it has them all. */
export const localityWeights: Repairer = function* ({info, object}) {
  if (info.name !== 'DestinationRule') return;
  for (const [path, map] of mapsIn(object['spec'], ['spec'])) {
    const {to} = map;
    if (path.at(-2) !== 'distribute' || !isRecord(to)) continue;
    const [first, ...more] = Object.entries(to);
    if (!first || more.length > 0) continue;
    const [locality, weight] = first;
    if (typeof weight !== 'number' || weight === 100) continue;
    const place = [...path, 'to', locality];
    yield {code: 'IST0106', from: place, to: place, value: 100};
  }
};
