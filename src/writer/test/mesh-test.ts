// SPDX-License-Identifier: Apache-2.0
import type {MeshTestCase} from '../../mesh-test/model.js';
import {emitYaml} from '../../yaml/emit.js';
import {visible} from '../visible.js';

/** Returns a test as a document of its own, and below it as comments what it could not be told. */
export function meshTestText({name, from, request, expect}: MeshTestCase, leftOut: readonly string[]): string {
  const lines = [
    'apiVersion: istioctl/v1',
    'kind: MeshTest',
    'tests:',
    ...[...block('name', name), ...block('from', from), ...block('request', request), ...block('expect', expect)].map(
      (line, i) => (i === 0 ? `- ${line}` : `  ${line}`),
    ),
    ...leftOut.map((text) => `  # left out: ${visible(text)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function block(key: string, value: object | string): string[] {
  return emitYaml({[key]: value})
    .trimEnd()
    .split('\n');
}
