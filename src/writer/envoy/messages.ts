// SPDX-License-Identifier: Apache-2.0
import type {Message} from '../../envoy/dump/message.js';
import {loadDescriptors} from '../../envoy/proto/descriptors.js';
import {normalise} from '../../envoy/proto/normalise.js';
import {indentedJson, jsonList, PROTO_JSON, unevenJson} from './json.js';
import {nodeYaml, yamlList} from './yaml.js';

/** A list of messages of one type, in pieces to be printed one after another. Throws before any is there to print. */
export async function listPieces(
  typeName: string,
  messages: Iterable<Message>,
  format: 'json' | 'yaml',
): Promise<string[]> {
  const descriptors = await loadDescriptors();
  function* nodes() {
    for (const message of messages) yield normalise(descriptors, typeName, message);
  }
  return [...(format === 'json' ? jsonList(nodes()) : yamlList(nodes()))];
}

/** A section of a dump; its JSON is indented as the reference indents that section. */
export async function sectionText(
  typeName: string,
  message: Message,
  format: 'json' | 'yaml',
  style: 'uneven' | 'even',
): Promise<string> {
  const node = normalise(await loadDescriptors(), typeName, message);
  if (format === 'yaml') return nodeYaml(node);
  return `${style === 'uneven' ? unevenJson(node) : indentedJson(node, PROTO_JSON)}\n`;
}
