// SPDX-License-Identifier: Apache-2.0
import type {ProtoNode} from '../../envoy/proto/node.js';
import {emitYaml} from '../../yaml/emit.js';

/** A message as YAML; the reference ends it with an empty line. */
export function nodeYaml(node: ProtoNode): string {
  return `${emitYaml(plain(node))}\n`;
}

/** A list of messages as YAML, one after another, so that only one of them is held. */
export function* yamlList(nodes: Iterable<ProtoNode>): Generator<string> {
  let any = false;
  for (const node of nodes) {
    yield emitYaml([plain(node)]);
    any = true;
  }
  yield any ? '\n' : '[]\n\n';
}

/** The message as plain objects; a key `__proto__` is one like any other. */
function plain(node: ProtoNode): unknown {
  if (node === null || typeof node !== 'object') return node;
  if ('items' in node) return node.items.map(plain);
  return Object.fromEntries(node.entries.map(([key, value]) => [key, plain(value)]));
}
