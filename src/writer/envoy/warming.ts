// SPDX-License-Identifier: Apache-2.0
import {missingText, type WarmingListener} from '../../envoy/dump/warming.js';
import {visible} from '../visible.js';

/** `listener 0.0.0.0_443 does not listen yet: it is warming, and secret kubernetes://cert has not come`, in one line. */
export function warmingText(listener: WarmingListener): string {
  const state = listener.hasOlder ? 'goes on as it was' : 'does not listen yet';
  return visible(`listener ${listener.name} ${state}: it is warming, and ${missingText(listener)}`);
}
