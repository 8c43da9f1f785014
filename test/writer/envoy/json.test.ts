// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import type {ProtoNode} from '../../../src/envoy/proto/node.js';
import {GO_JSON, indentedJson, jsonList, PROTO_JSON, unevenJson} from '../../../src/writer/envoy/json.js';

const NODE: ProtoNode = {
  kind: 'message',
  entries: [
    ['name', '<a> & "b"\u2028'],
    ['empty', {kind: 'message', entries: []}],
    ['zero', -0],
    ['list', {kind: 'list', items: [1, {kind: 'message', entries: [['x', true]]}]}],
    ['map', {kind: 'map', entries: [['k', {kind: 'message', entries: [['y', null]]}]]}],
    ['struct', {kind: 'struct', entries: [['s', {kind: 'struct', entries: [['l', {kind: 'values', items: ['z']}]]}]]}],
  ],
};

/** Lines with the number of blanks they begin with. */
const shape = (text: string) =>
  text.split('\n').map((line) => `${line.length - line.trimStart().length} ${line.trim()}`);

describe('JSON of messages', () => {
  test('as Go indents it, escapes for HTML included', () => {
    expect(indentedJson(NODE, GO_JSON)).toContain(
      '"name": "\\u003ca\\u003e \\u0026 \\"b\\"\\u2028",\n    "empty": {},\n    "zero": -0,',
    );
    expect(JSON.parse(indentedJson(NODE, GO_JSON))).toEqual(JSON.parse(unevenJson(NODE)));
  });

  test('as protojson writes it, with two blanks and without escapes', () => {
    expect(indentedJson(NODE, PROTO_JSON)).toContain('    "name":  "<a> & \\"b\\"\u2028",\n    "empty":  {}');
  });

  test('a list of none', () => {
    expect([...jsonList([])].join('')).toBe('[]\n');
  });

  test('uneven, as the older encoder indents lists, maps and structs', () => {
    expect(shape(unevenJson(NODE))).toEqual([
      '0 {',
      '4 "name": "\\u003ca\\u003e \\u0026 \\"b\\"\\u2028",',
      '4 "empty": {',
      '0 ',
      '4 },',
      '4 "zero": -0,',
      '4 "list": [',
      '8 1,',
      '8 {',
      '12 "x": true',
      '8 }',
      '4 ],',
      '4 "map": {',
      '8 "k": {',
      '12 "y": null',
      '8 }',
      '4 },',
      '4 "struct": {',
      '12 "s": {',
      '24 "l": [',
      '36 "z"',
      '32 ]',
      '20 }',
      '8 }',
      '0 }',
    ]);
  });
});
