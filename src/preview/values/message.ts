// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../model/json.js';

/** Says whether the value of a field is a message. */
export function isMessage(value: EnvoyMessage[string]): value is EnvoyMessage {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the text of a field; empty where it is absent. */
export function textOf(value: EnvoyMessage[string]): string {
  return typeof value === 'string' ? value : '';
}
