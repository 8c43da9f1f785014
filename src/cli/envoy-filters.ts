// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {BadValue} from './flag-value.js';
import {oneOf} from './flags.js';

const DIRECTIONS = ['inbound', 'outbound'];

/** `--direction`: a part of the names of clusters that begin with a direction. */
export const clusterDirection = Flags.custom({
  parse: async (text) => {
    if (DIRECTIONS.some((direction) => direction.includes(text) || text.startsWith(direction))) return text;
    throw new BadValue(`must be ${DIRECTIONS.join(' or ')}`, {goValue: text});
  },
})({summary: 'Only clusters with this in their name: inbound, outbound', helpValue: 'TEXT'});

/** `--type` of listeners. */
export const listenerType = oneOf(['HTTP', 'TCP', 'HTTP+TCP', 'UNKNOWN'])({
  summary: 'Only listeners of this type: HTTP, TCP, HTTP+TCP, UNKNOWN',
  helpValue: 'TYPE',
});
