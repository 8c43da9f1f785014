// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {Ajv} from 'ajv';
import {describe, expect, test} from 'vitest';
import {sarifReport} from '../../../src/writer/analysis/sarif.js';
import {reportOfEverything, reportOfNothing} from './report.js';

const tool = {version: '1.2.3', pageOf: (code: string) => `# ${code}`};

/** The schema of SARIF 2.1.0 that OASIS publishes; it is of draft 4, of which it uses nothing but `id` that later drafts lack. */
function sarifSchema() {
  const path = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const {$schema: _, id, ...schema} = JSON.parse(readFileSync(path, 'utf8'));
  return new Ajv({strict: false, validateFormats: false, unicodeRegExp: false}).compile({...schema, $id: id});
}

describe('SARIF', () => {
  test('is valid by the schema, and the schema is able to object', async () => {
    const validate = sarifSchema();
    for (const report of [await reportOfEverything(), reportOfNothing]) {
      expect(validate(JSON.parse(sarifReport(report, tool))) || validate.errors).toBe(true);
    }
    expect(validate({version: '2.1.0', runs: [{results: [{text: 'x'}]}]})).toBe(false);
  });

  test('has a rule for each code, and places with line and column', async () => {
    const {runs} = JSON.parse(sarifReport(await reportOfEverything(), tool));
    const [{tool: used, results, invocations}] = runs;
    for (const {ruleId, ruleIndex} of results) expect(used.driver.rules[ruleIndex].id).toBe(ruleId);
    const unknown = results.filter(({ruleId}: {ruleId: string}) => ruleId === 'ISTX001');
    expect(unknown.map(({locations}: {locations: object[]}) => locations[0])).toContainEqual({
      physicalLocation: {artifactLocation: {uri: 'mesh/a%20b.yaml'}, region: {startLine: 10, startColumn: 5}},
      logicalLocations: [{name: 'v', fullyQualifiedName: 'VirtualService shop/v', kind: 'resource'}],
    });
    const places = results.flatMap(({locations}: {locations: {physicalLocation: object}[]}) =>
      locations.map(({physicalLocation}) => physicalLocation),
    );
    expect(places).toContainEqual({artifactLocation: {uri: 'overlay/kustomization.yaml'}});
    expect(invocations[0].executionSuccessful).toBe(false);
    const names = results.map(
      ({partialFingerprints}: {partialFingerprints: Record<string, string>}) =>
        partialFingerprints['istioctlMessage/v1'],
    );
    expect(new Set(names).size).toBe(names.length);
  });
});
