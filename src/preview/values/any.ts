// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../model/json.js';

/** Returns a message of the named type as the content of a protobuf Any. */
export function typed(type: string, fields: EnvoyMessage = {}): EnvoyMessage {
  return {'@type': `type.googleapis.com/${type}`, ...fields};
}
