// SPDX-License-Identifier: Apache-2.0

import {type Message, message} from '../model/message.js';
import type {Origin} from '../model/resource.js';
import type {Twins} from '../sources/different-twins.js';

/** Returns a message for each document that replaces another about the same object. */
export function twinMessages(twins: readonly Twins[]): Message[] {
  return twins.map(({earlier, later}) => message('ISTX003', later, [placeOf(earlier.origin)], ['metadata', 'name']));
}

function placeOf(origin: Origin | undefined): string {
  if (!origin) return 'another file';
  return origin.rendered ? origin.file : `${origin.file}:${origin.line}`;
}
