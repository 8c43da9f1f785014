// SPDX-License-Identifier: Apache-2.0

import {selector} from '../checks/attachment.js';
import {type Config, error, type Problems} from '../problem.js';

/** The rules of spec §4.9. */
export function* peerAuthentication({spec}: Config<'PeerAuthentication'>): Problems {
  const ports = Object.keys(spec.portLevelMtls ?? {}).map(Number);
  const selected = Object.keys(spec.selector?.matchLabels ?? {}).length > 0;
  if (!selected && ports.length > 0) yield error('mesh/namespace peer authentication cannot have port level mTLS');
  for (const port of ports) if (port < 1 || port > 65_535) yield error('port must be in range 1..65535');
  yield* selector(spec.selector);
}
