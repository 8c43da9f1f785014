// SPDX-License-Identifier: Apache-2.0

import {selector} from '../checks/attachment.js';
import {type Config, error, type Problems} from '../problem.js';

/** The rules of spec §4.12. */
export function* proxyConfig({spec}: Config<'ProxyConfig'>): Problems {
  yield* selector(spec.selector);
  if ((spec.concurrency ?? 0) < 0) yield error('concurrency must be greater than or equal to 0');
}
