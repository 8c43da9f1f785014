// SPDX-License-Identifier: Apache-2.0
import {nodeId} from '../bootstrap.js';
import type {ConfigDump} from '../dump/config-dump.js';

/** Who the proxy says it is. */
export interface ProxyNode {
  /** `sidecar`, `router` for a gateway, `waypoint`; empty where it does not say. */
  type: string;
  /** `pod.namespace`, or the whole id where it is not one of Istio's. */
  name: string;
  namespace: string;
}

/** The node of the bootstrap, whose id istio-agent makes of type, address, pod and domain with tildes between. */
export function proxyNode(dump: ConfigDump): ProxyNode {
  const id = nodeId(dump);
  const pieces = id.split('~');
  const [type = '', , name = ''] = pieces;
  if (pieces.length !== 4) return {type: '', name: id, namespace: ''};
  return {type, name, namespace: name.slice(name.lastIndexOf('.') + 1)};
}
