// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
  endOfValue,
  forEachElement,
  forEachEntry,
  type JsonText,
  parseSpan,
  startOf,
} from '../../src/envoy/json-text.js';
import {IstioctlError} from '../../src/errors.js';

const text = (json: string): JsonText => ({bytes: Buffer.from(json), name: 'dump.json'});

describe('values in a text', () => {
  test('end where JSON says they end, however they are laid out', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({min: 0, max: 4}), (value, indent) => {
        const json = JSON.stringify(value, null, indent);
        const own = text(`${json} ,`);
        expect(endOfValue(own, 0)).toBe(Buffer.byteLength(json));
      }),
    );
  });

  test('are found entry by entry and element by element', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.array(fc.jsonValue())), (lists) => {
        const own = text(JSON.stringify(lists, null, 1));
        const found: [string, unknown[]][] = [];
        const end = forEachEntry(own, startOf(own), (key, at) => {
          const list: unknown[] = [];
          found.push([key, list]);
          return forEachElement(own, at, (element) => {
            const elementEnd = endOfValue(own, element);
            list.push(parseSpan(own, {start: element, end: elementEnd}));
            return elementEnd;
          });
        });
        expect(end).toBe(own.bytes.length);
        expect(found).toEqual(Object.entries(JSON.parse(JSON.stringify(lists))));
      }),
    );
  });
});

describe('a broken text', () => {
  const read = (json: string) => {
    const own = text(json);
    forEachEntry(own, startOf(own), (_, at) => {
      const end = endOfValue(own, at);
      parseSpan(own, {start: at, end});
      return end;
    });
  };

  test.each([
    ['', 'dump.json: syntax error (line 1:1)', 'the input is empty'],
    ['{"a": [1, 2', 'syntax error (line 1:12): the text ends in the middle of a value', 'cut off'],
    ['{"a": "b', 'syntax error (line 1:9): the text ends in the middle of a string', 'cut off'],
    ['{"a": 1,\n "b" 2}', 'syntax error (line 2:6): a colon was expected', undefined],
    ['{"ä": [1,\n  {"x": tru}]}', 'syntax error (line 2:12)', undefined],
    ['<!DOCTYPE html>', 'syntax error', 'a web page'],
  ])('%j is refused with its place', (json, message, hint) => {
    const thrown = (() => {
      try {
        return read(json);
      } catch (error) {
        return error;
      }
    })();
    if (!(thrown instanceof IstioctlError)) throw new Error(`no IstioctlError for ${json}`);
    expect(thrown.message).toContain(message);
    if (hint === undefined) expect(thrown.hint).toBeUndefined();
    else expect(thrown.hint).toContain(hint);
  });
});
