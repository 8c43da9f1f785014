// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {type OracleRequest, oracle, renderWithHelm} from './oracle.js';
import {outcomeOf, renderOurs} from './ours.js';

const numRuns = Number(process.env['FUZZ_RUNS'] ?? 1000);
const seed = Number(process.env['FUZZ_SEED'] ?? 20261124);

// Few keys, so that charts and users name the same ones; many nils, because these are where the rules are.
const key = fc.constantFrom('a', 'b', 'c');
const tree = fc.letrec<{value: unknown}>((tie) => ({
  value: fc.oneof(
    {maxDepth: 3},
    fc.constantFrom(null, null, 1, 'x', ''),
    fc.dictionary(key, tie('value'), {maxKeys: 3}),
    fc.constant([1]),
  ),
})).value;
const table = fc.dictionary(key, tree, {maxKeys: 3});
const subchart = fc.tuple(table, fc.option(table)).map(([own, global]) => ({...own, ...(global && {global})}));
const values = fc
  .record({
    own: table,
    sub: fc.option(fc.oneof({weight: 9, arbitrary: subchart}, {weight: 1, arbitrary: tree})),
    global: fc.option(table),
  })
  .map(({own, sub, global}) => ({...own, ...(sub !== null && {sub}), ...(global && {global})}));

const imports = fc.constantFrom(
  undefined,
  '{name: sub, version: ">=1"}',
  '{name: sub, version: "1", condition: "sub.a,a", tags: [b]}',
  '{name: sub, version: "1", import-values: [{child: a, parent: b}, {child: b.c, parent: .}]}',
  '{name: sub, alias: c, version: "1"}, {name: sub, version: "1", import-values: [{child: a, parent: a.b}]}',
);

const requestOf = fc
  .record({root: values, sub: subchart, user: values, imports})
  .map(({root, sub, user, imports}): OracleRequest => {
    const dependencies = imports === undefined ? '' : `dependencies: [${imports}]\n`;
    // JSON is YAML, and keeps `y` from being true.
    return {
      files: {
        'Chart.yaml': `apiVersion: v2\nname: c\nversion: 1.0.0\n${dependencies}`,
        'values.yaml': JSON.stringify(root),
        'templates/t.yaml': '{{ toJson .Values }}',
        'charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n',
        'charts/sub/values.yaml': JSON.stringify(sub),
        'charts/sub/templates/t.yaml': '{{ toJson .Values }}',
      },
      values: user,
    };
  });

test.skipIf(oracle === undefined)(`${numRuns} random values files coalesce as in Helm`, async () => {
  const requests = fc.sample(requestOf, {numRuns, seed});
  const answers = renderWithHelm(requests);
  const differences: unknown[] = [];
  for (const [i, request] of requests.entries()) {
    const expected = outcomeOf(answers[i]);
    const ours = await renderOurs(request);
    if (ours.outcome !== expected) {
      differences.push({request, expected: answers[i]?.error ?? expected, ours: ours.error ?? ours.outcome});
    }
  }
  expect(differences).toEqual([]);
});
