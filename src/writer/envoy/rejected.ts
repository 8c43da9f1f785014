// SPDX-License-Identifier: Apache-2.0
import {inOneLine, type Rejection} from '../../envoy/dump/rejected.js';
import {visible} from '../visible.js';

/** `Envoy rejected listener 0.0.0.0_443: error adding listener …`, in one line. */
export function rejectionText({type, name, details}: Rejection): string {
  return visible(`Envoy rejected ${type} ${name}: ${inOneLine(details)}`);
}
