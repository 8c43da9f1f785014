// SPDX-License-Identifier: Apache-2.0
import type {ProtoNode} from '../../envoy/proto/node.js';
import {GO_JSON, indentedJson} from './json.js';
import {nodeYaml} from './yaml.js';

/** A value as JSON with four blanks per level, or as YAML and an empty line. */
export function nodeText(node: ProtoNode, format: 'json' | 'yaml'): string {
  return format === 'yaml' ? nodeYaml(node) : `${indentedJson(node, GO_JSON)}\n`;
}
