// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {chart, partials} from './grammar.js';
import {type OracleRequest, oracle, renderWithHelm} from './oracle.js';
import {outcomeOf, renderOurs} from './ours.js';

const numRuns = Number(process.env['FUZZ_RUNS'] ?? 2500);
const seed = Number(process.env['FUZZ_SEED'] ?? 20261124);

/** FUZZ_SEED and FUZZ_RUNS ask for other templates, or more of them. */
test.skipIf(oracle === undefined)(`${numRuns} random templates render as with Helm's engine`, async () => {
  const requests = fc.sample(chart, {numRuns, seed}).map(
    ({template, values}): OracleRequest => ({
      files: {
        'Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
        'templates/_partials.tpl': partials,
        'templates/t.yaml': template,
      },
      // As Helm gets them: JSON has no -0.
      values: JSON.parse(JSON.stringify(values)),
      release: {Name: 'r', Namespace: 'ns', Revision: 1, IsInstall: true},
    }),
  );
  const answers = renderWithHelm(requests);
  const differences: unknown[] = [];
  let rendered = 0;
  for (const [i, request] of requests.entries()) {
    const helm = outcomeOf(answers[i]);
    const ours = await renderOurs(request);
    if (helm !== 'fails') rendered++;
    if (ours.outcome !== helm) {
      differences.push({
        template: request.files['templates/t.yaml'],
        values: JSON.stringify(request.values),
        helm: answers[i]?.error ?? answers[i]?.files?.['c/templates/t.yaml'],
        ours: ours.error ?? ours.outcome,
      });
    }
  }
  expect(differences).toEqual([]);
  // Templates that fail say little: most have to render.
  expect(rendered).toBeGreaterThan(numRuns * 0.7);
});
