// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
  endOfValue,
  expectEnd,
  forEachElement,
  forEachEntry,
  type JsonText,
  parseSpan,
  startOf,
} from '../../../src/envoy/dump/json-text.js';
import {IstioctlError} from '../../../src/errors.js';

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

describe('what programs print around an answer is passed over', () => {
  test.each([
    'Defaulted container "istio-proxy" out of: istio-proxy, istio-init (init)\n{"a": 1}',
    'Unable to use a TTY - input is not a terminal or the right kind of file\r\n{"a": 1}\r\n',
    '  % Total    % Received % Xferd  Average Speed\n{"a": 1}\n100  8  100  8\n',
    '* Connected to localhost\n> GET /config_dump HTTP/1.1\n{"a": 1}\n* Connection #0 to host localhost left intact\n',
    '$ kubectl exec cart -- pilot-agent request GET config_dump\n{"a": 1}\ncommand terminated with exit code 137\n',
  ])('%j', (json) => {
    const own = text(json);
    const start = startOf(own);
    const end = endOfValue(own, start);
    expect(parseSpan(own, {start, end})).toEqual({a: 1});
    expectEnd(own, end);
  });

  test('but not more text of another kind', () => {
    for (const more of ['{"b": 2}', 'and so on', '\n[1]']) {
      const own = text(`{"a": 1} ${more}`);
      expect(() => expectEnd(own, endOfValue(own, 0))).toThrow('more text after the end of the value');
    }
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
    [`{"a": ${'['.repeat(1001)}${']'.repeat(1001)}}`, 'values are nested more than 1000 deep', undefined],
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
