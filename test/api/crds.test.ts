// SPDX-License-Identifier: Apache-2.0

import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import {resourceSchema} from '../../scripts/crd/definition.js';
import {generatedFiles} from '../../scripts/generate-api.js';
import {istioKinds} from '../../src/api/istio/index.js';

const root = join(import.meta.dirname, '../..');
const reference = join(root, '../shared/reference/crds.json');

describe('generated files', () => {
  test.each([...generatedFiles()])('%s is current (npm run generate)', (path, content) => {
    expect(readFileSync(join(root, path), 'utf8') === content).toBe(true);
  });
});

describe('CustomResourceDefinitions', () => {
  const wanted: Record<string, unknown> = existsSync(reference) ? JSON.parse(readFileSync(reference, 'utf8')) : {};
  const written = parseAllDocuments(generatedFiles().get('manifests/charts/base/files/crd-all.gen.yaml') ?? '').map(
    (document) => document.toJS({maxAliasCount: 0}),
  );

  test.skipIf(!existsSync(reference)).each(istioKinds.map((kind) => `${kind.plural}.${kind.group}`))(
    'the structure of %s is that of the reference',
    (name) => {
      const found = written.find((definition) => definition.metadata.name === name);
      expect(withoutProse({...found, metadata: null})).toEqual({...(wanted[name] as object), metadata: null});
    },
  );

  test.skipIf(!existsSync(reference))('there is one for each kind of the reference', () => {
    expect(new Set(written.map((definition) => definition.metadata.name))).toEqual(new Set(Object.keys(wanted)));
  });

  test('helm leaves them alone when the release goes; labels are those that clusters have known for years', () => {
    const metadata = written.find((definition) => definition.spec.names.kind === 'Telemetry').metadata;
    expect(metadata).toEqual({
      name: 'telemetries.telemetry.istio.io',
      annotations: {'helm.sh/resource-policy': 'keep'},
      labels: {app: 'istio-pilot', chart: 'istio', heritage: 'Tiller', istio: 'telemetry', release: 'istio'},
    });
  });

  test.each(istioKinds.map((kind) => [kind.kind, kind] as const))('every field of %s has a description', (_, kind) => {
    expect(undescribed(resourceSchema(kind))).toEqual([]);
  });
});

/** Descriptions are ours and differ; but a property may be called `description`. */
function withoutProse(value: unknown, properties = false): unknown {
  if (Array.isArray(value)) return value.map((entry) => withoutProse(entry));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, entry]) => properties || !(key === 'description' && typeof entry === 'string'))
      .map(([key, entry]) => [key, withoutProse(entry, key === 'properties' && !properties)]),
  );
}

function undescribed(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) => [
    ...(path.endsWith('.properties') && !entry.description?.match(/^\S.{9,118}\S$/) ? [`${path}.${key}`] : []),
    ...undescribed(entry, `${path}.${key}`),
  ]);
}
