// SPDX-License-Identifier: Apache-2.0

import {beforeAll, describe, expect, test} from 'vitest';
import {customResourceDefinition} from '../../scripts/crd/definition.js';
import {ruleErrors} from '../../src/api/cel.js';
import {istioKinds} from '../../src/api/istio/index.js';
import {type IstioKindSchema, istioKindSchema} from '../../src/api/istio-schemas.js';
import {loadPatternMatcher} from '../../src/api/pattern.js';
import {type FieldError, fieldErrorText, pathText} from '../../src/api/structural/field-error.js';
import {duplicateErrors} from '../../src/api/structural/list-keys.js';
import {prepare} from '../../src/api/structural/prepare.js';
import {structuralErrors} from '../../src/api/structural-schema.js';
import {askApiServer, hasGo, type Verdict} from './apiextensions.js';
import {randomResource} from './documents.js';

const SEED = 1303;
const RUNS = 300;
const definitions = istioKinds.map(customResourceDefinition);

describe.skipIf(!hasGo())('against the packages of a real API server (needs Go)', () => {
  const verdicts = new Map<string, {document: unknown; verdict: Verdict}[]>();

  beforeAll(async () => {
    const documents: Record<string, unknown>[] = [];
    for (const {kind} of istioKinds) {
      const schema = await schemaOf(kind);
      for (let i = 0; i < RUNS; i++) documents.push(randomResource(schema, SEED + i));
    }
    for (const [i, verdict] of askApiServer(definitions, documents).entries()) {
      const kind = String(documents[i]?.['kind']);
      verdicts.set(kind, [...(verdicts.get(kind) ?? []), {document: documents[i], verdict}]);
    }
  }, 900_000);

  test.each(istioKinds.map((kind) => kind.kind))(
    '%s: the same verdict on random resources, in the same words',
    async (name) => {
      const kind = await schemaOf(name);
      const asked = verdicts.get(name) ?? [];
      for (const {document, verdict} of asked) {
        const text = JSON.stringify(document);
        expect({...(await verdictOf(document, kind, verdict.blocked)), text}).toEqual({
          ...verdict,
          errors: normal(verdict.errors),
          text,
        });
      }
      const sound = asked.filter(({verdict}) => verdict.errors.length + verdict.unknown.length === 0).length;
      expect(sound).toBeGreaterThan(RUNS / 20);
      expect(asked.length - sound).toBeGreaterThan(RUNS / 20);
    },
  );
});

async function schemaOf(name: string): Promise<IstioKindSchema> {
  const {group, versions} = istioKinds.find(({kind}) => kind === name) ?? {};
  const kind = await istioKindSchema(`${group}/${versions?.[0]}`, name);
  if (!kind) throw new Error(`no schema for ${name}`);
  return kind;
}

/** What we say, in the form of the server. It runs no rule where the shape is wrong; we run those of the sound parts. */
async function verdictOf(document: unknown, {schema}: IstioKindSchema, blocked: boolean): Promise<Verdict> {
  const {value, unknown} = prepare(document, schema);
  const shape = [...structuralErrors(value, schema, await loadPatternMatcher()), ...duplicateErrors(value, schema)];
  const errors = blocked ? shape : [...shape, ...(await ruleErrors(value, schema, shape))];
  return {unknown: unknown.map(({path}) => pathText(path)).sort(), errors: normal(errors.map(ourText)), blocked};
}

/** Errors of `oneOf` and of number ranges have no path there (`<nil>`); ours do. What Go dislikes in a URL we do not say. */
function normal(texts: readonly string[]): string[] {
  return texts
    .map((text) => text.replace(/^<nil>: /, '').replace(/(URL parse error during conversion).*(?= evaluating)/, '$1'))
    .sort();
}

function ourText(error: FieldError): string {
  return /^Invalid value: "": ("|Checked)/.test(error.message) ? error.message : fieldErrorText(error);
}
