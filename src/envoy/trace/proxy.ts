// SPDX-License-Identifier: Apache-2.0
import {type ConfigDump, findSection, located, sectionMessage} from '../config-dump.js';
import {type Message, messageField, textField} from '../message.js';

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
  const section = findSection(dump, 'Bootstrap');
  const id = section ? located(dump.text, 'bootstrap', () => nodeId(sectionMessage(dump, section))) : '';
  const pieces = id.split('~');
  const [type = '', , name = ''] = pieces;
  if (pieces.length !== 4) return {type: '', name: id, namespace: ''};
  return {type, name, namespace: name.slice(name.lastIndexOf('.') + 1)};
}

function nodeId(section: Message): string {
  const bootstrap = messageField(section, 'bootstrap');
  const node = bootstrap && messageField(bootstrap, 'node');
  return node ? textField(node, 'id') : '';
}
