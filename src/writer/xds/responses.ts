// SPDX-License-Identifier: Apache-2.0
import type {Message} from '../../envoy/dump/message.js';
import {messageField} from '../../envoy/dump/message.js';
import {loadDescriptors} from '../../envoy/proto/descriptors.js';
import type {ProtoNode} from '../../envoy/proto/node.js';
import {normalise} from '../../envoy/proto/normalise.js';
import type {Answer} from '../../xds/ask.js';
import {resourcesOf} from '../../xds/discovery.js';
import {unevenJson} from '../envoy/json.js';
import {nodeYaml} from '../envoy/yaml.js';

const RESPONSE = 'envoy.service.discovery.v3.DiscoveryResponse';

/**
 * What istiods answered, as they sent it, with the resources that pass. Answers of several become one document whose
 * resources name their control plane; `apart` prints a document each, as the reference does.
 */
export async function responsesText(
  answers: readonly Answer[],
  format: 'json' | 'yaml',
  {keep, apart}: {keep: (resource: Message) => boolean; apart: boolean},
): Promise<string> {
  const descriptors = {...(await loadDescriptors()), keepUnknown: true};
  const filtered = answers.map(({response}) => ({...response, resources: resourcesOf(response).filter(keep)}));
  const print = (node: ProtoNode): string => (format === 'json' ? `${unevenJson(node)}\n` : nodeYaml(node));
  if (apart || filtered.length === 1) {
    return filtered.map((response) => print(normalise(descriptors, RESPONSE, response))).join('');
  }
  const resources = filtered.flatMap((response): ProtoNode[] => {
    const {controlPlane} = entriesOf(
      normalise(descriptors, RESPONSE, {controlPlane: messageField(response, 'control_plane')}),
    );
    return listOf(entriesOf(normalise(descriptors, RESPONSE, response))['resources']).map((resource) =>
      controlPlane === undefined ? resource : withEntry(resource, 'controlPlane', controlPlane),
    );
  });
  return print({
    kind: 'message',
    entries: resources.length === 0 ? [] : [['resources', {kind: 'list', items: resources}]],
  });
}

function entriesOf(node: ProtoNode): Record<string, ProtoNode> {
  return node !== null && typeof node === 'object' && 'entries' in node ? Object.fromEntries(node.entries) : {};
}

function listOf(node: ProtoNode | undefined): readonly ProtoNode[] {
  return node !== null && typeof node === 'object' && 'items' in node ? node.items : [];
}

function withEntry(node: ProtoNode, name: string, value: ProtoNode): ProtoNode {
  if (node === null || typeof node !== 'object' || !('entries' in node)) return node;
  return {...node, entries: [...node.entries, [name, value]]};
}
