// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import {inboundListeners} from './inbound/listeners.js';
import {outboundListeners} from './outbound/listeners.js';

/** Returns the listeners of a sidecar in istiod's order: what its workload sends, then what is sent to its workload. */
export function sidecarListeners(context: Context): EnvoyMessage[] {
  return [...outboundListeners(context), ...inboundListeners(context)];
}
