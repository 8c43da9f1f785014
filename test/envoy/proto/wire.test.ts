// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {loadDescriptors} from '../../../src/envoy/proto/descriptors.js';
import {encode} from '../../../src/envoy/proto/encode.js';
import {normalise} from '../../../src/envoy/proto/normalise.js';
import {decode} from '../../../src/envoy/proto/wire.js';

const descriptors = await loadDescriptors();
const DUMP = 'envoy.admin.v3.ConfigDump';
const json: unknown = JSON.parse(readFileSync('test/testdata/envoy/wire/dump.json', 'utf8'));
const bytes = readFileSync('test/testdata/envoy/wire/dump.pb');

function meaning(type: string, value: unknown): unknown {
  return normalise(descriptors, type, value);
}

describe('the binary form of messages', () => {
  test('is read as Go writes it', () => {
    expect(meaning(DUMP, decode(descriptors, DUMP, bytes))).toEqual(meaning(DUMP, json));
  });

  test('is written so that it reads the same', () => {
    expect(meaning(DUMP, decode(descriptors, DUMP, encode(descriptors, DUMP, json)))).toEqual(meaning(DUMP, json));
  });

  test('any JSON comes back from google.protobuf.Struct', () => {
    const NODE = 'envoy.config.core.v3.Node';
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (metadata) => {
        const node = {metadata: JSON.parse(JSON.stringify(metadata)) as unknown};
        expect(meaning(NODE, decode(descriptors, NODE, encode(descriptors, NODE, node)))).toEqual(meaning(NODE, node));
      }),
    );
  });

  test('an Any of a type that nobody knows keeps its bytes', () => {
    const any = Buffer.from([0x0a, 0x03, ...Buffer.from('a/b'), 0x12, 0x02, 0xff, 0x00]);
    expect(decode(descriptors, 'google.protobuf.Any', any)).toEqual({'@type': 'a/b', value: '/wA='});
  });

  test('unknown fields are passed over, and the last of a oneof counts', () => {
    const ROUTE = 'envoy.config.route.v3.RouteMatch';
    const [prefix, path] = [encode(descriptors, ROUTE, {prefix: '/a'}), encode(descriptors, ROUTE, {path: '/b'})];
    const unknown = Buffer.from([0xfa, 0x7f, 0x01, 0x00]); // field 2047, one byte
    expect(decode(descriptors, ROUTE, Buffer.concat([prefix, unknown, path]))).toEqual({path: '/b'});
  });

  test('what is mangled is refused or read, and never loops', () => {
    const positions = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), {maxLength: 4});
    fc.assert(
      fc.property(positions, fc.nat(bytes.length), (changes, length) => {
        const mangled = Buffer.from(bytes.subarray(0, length));
        for (const [at, byte] of changes) if (at < length) mangled[at] = byte;
        try {
          decode(descriptors, DUMP, mangled);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });
});
