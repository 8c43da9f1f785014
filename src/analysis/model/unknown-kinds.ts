// SPDX-License-Identifier: Apache-2.0

import type {UnknownKind} from '../sources/files.js';
import {type Message, message} from './message.js';

/** Returns a message for each object of a type that Istio and Gateway API do not have; nothing of it takes effect. */
export function unknownKindMessages(unknown: readonly UnknownKind[]): Message[] {
  return unknown.map(({subject, problem, path}) => message('ISTX002', subject, [problem], path));
}
