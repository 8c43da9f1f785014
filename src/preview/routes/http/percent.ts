// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../../model/json.js';
import {unlessZero} from '../../values/present.js';

/** Returns a percentage as a share of a million. */
export function millionths({value = 0}: {value?: number}): EnvoyMessage {
  return {numerator: unlessZero(Math.trunc(value * 10_000)), denominator: 'MILLION'};
}

/** Returns a whole percentage as a share of a hundred. */
export function hundredths(percent: number): EnvoyMessage {
  return {numerator: unlessZero(percent)};
}
