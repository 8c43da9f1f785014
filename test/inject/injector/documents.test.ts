// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {rawDocuments} from '../../../src/inject/injector/documents.js';
import {injected, smallInjector} from '../installation.js';

describe('documents', () => {
  test.each([
    ['a: 1\n', [['a: 1\n', 1]]],
    [
      '---\na: 1\n---\n\n---\nb: 2',
      [
        ['a: 1\n', 2],
        ['b: 2', 6],
      ],
    ],
    [
      '# licence\n---\na: 1\n',
      [
        ['# licence\n', 1],
        ['a: 1\n', 3],
      ],
    ],
    ['---   # Source: x\na: 1\n', [['# Source: x\na: 1\n', 1]]],
    ['a: |\n  ---\nb: 1\n---x: 1\n', [['a: |\n  ---\nb: 1\n---x: 1\n', 1]]],
    ['--- {a: 1}\n', [['--- {a: 1}\n', 1]]],
    [
      'a: 1\r\n---\r\nb: 1\r\n',
      [
        ['a: 1\r\n', 1],
        ['b: 1\r\n', 3],
      ],
    ],
    ['\n\n', []],
  ])('of %j', (text, expected) => {
    expect(rawDocuments(text).map((document) => [document.text, document.line])).toEqual(expected);
  });

  test('that are no workloads stay byte for byte, whatever is in them', async () => {
    const injector = await smallInjector('spec: {containers: [{name: istio-proxy}]}');
    const line = fc.oneof(
      fc.constantFrom(
        '# a comment',
        'kind: Service  # odd',
        'a:   {b:    1}',
        '  x: "y"',
        '',
        "kind: 'ConfigMap'",
        'a: &x 1',
      ),
      fc.string().map((text) => `# ${text.replaceAll(/[\r\n\u0085\u2028\u2029]/g, '')}`),
    );
    fc.assert(
      fc.property(fc.array(line, {minLength: 1, maxLength: 8}), (lines) => {
        const text = `${['apiVersion: v1', ...new Set(lines)].join('\n')}\n`;
        fc.pre(lines.filter((one) => one.startsWith('kind')).length < 2 && !lines.some((one) => one.startsWith(' ')));
        expect(injected(injector, text)).toBe(`${text}---\n`);
      }),
    );
  });
});
