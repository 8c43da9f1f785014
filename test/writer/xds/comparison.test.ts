// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {comparisonText} from '../../../src/writer/xds/comparison.js';
import type {ComparedItem} from '../../../src/xds/compare.js';

function item(name: string, ...values: string[]): ComparedItem {
  return {
    name,
    node: {
      kind: 'message',
      entries: [
        [
          'cluster',
          {
            kind: 'message',
            entries: [
              ['name', name],
              ['list', {kind: 'list', items: values}],
            ],
          },
        ],
      ],
    },
  };
}

/** The text after a unified diff was applied to the one before. */
function patched(before: string[], diff: string): string[] {
  const after: string[] = [];
  let at = 0;
  for (const line of diff.split('\n').slice(0, -1)) {
    const start = /^@@ -(\d+)(?:,(\d+))? \+/.exec(line);
    if (start) {
      const from = Number(start[1]) - (start[2] === '0' ? 0 : 1);
      after.push(...before.slice(at, from));
      at = from;
    } else if (line.startsWith(' ') || line.startsWith('-')) {
      expect(before[at]).toBe(line.slice(1));
      if (line.startsWith(' ')) after.push(line.slice(1));
      at++;
    } else after.push(line.slice(1));
  }
  return [...after, ...before.slice(at)];
}

/** All lines of one side, taken from a diff against nothing. */
function linesOf(items: ComparedItem[]): string[] {
  const {text} = comparisonText('Clusters', undefined, items);
  return text
    .split('\n')
    .filter((line) => line.startsWith('+') && !line.startsWith('+++'))
    .map((line) => line.slice(1));
}

describe('what istiod and Envoy hold, side by side', () => {
  test('the same', () => {
    const items = [item('a', 'x')];
    expect(comparisonText('Routes', items, items, {note: ' (now)'})).toEqual({
      same: true,
      text: 'Routes Match (now)\n',
    });
    expect(comparisonText('Routes', [], [])).toEqual({same: true, text: 'Routes Match\n'});
  });

  test('a change, with seven lines around it', () => {
    const [before, after] = [
      [item('a', 'x'), item('b', 'x')],
      [item('a', 'x'), item('b', 'y')],
    ];
    expect(comparisonText('Clusters', before, after).text).toMatchInlineSnapshot(`
      "Clusters Don't Match
      --- Istiod Clusters
      +++ Envoy Clusters
      @@ -8,13 +8,13 @@
                       ]
                   }
               },
               {
                   "cluster": {
                       "name": "b",
                       "list": [
      -                    "x"
      +                    "y"
                       ]
                   }
               }
           ]
       }

      "
    `);
  });

  test('a side that lacks the section says so', () => {
    const {same, text} = comparisonText('Listeners', undefined, []);
    expect(same).toBe(false);
    expect(text).toContain(
      '-config dump has no configuration type type.googleapis.com/envoy.admin.v3.ListenersConfigDump',
    );
  });

  test('a diff leads from one side to the other, by lines and item by item', () => {
    const names = fc
      .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), {maxLength: 6})
      .map((list) => list.sort());
    const side = names.chain((list) =>
      fc.tuple(
        ...list.map((name) =>
          fc.array(fc.constantFrom('x', 'y', 'z'), {maxLength: 8}).map((values) => item(name, ...values)),
        ),
      ),
    );
    fc.assert(
      fc.property(side, side, fc.constantFrom(1e9, 20), (before, after, budget) => {
        const {same, text} = comparisonText('Clusters', before, after, {budget});
        if (same) return;
        const diff = text.split('\n').slice(3, -1).join('\n');
        expect(patched(linesOf(before), diff)).toEqual(linesOf(after));
      }),
    );
  });
});
