// SPDX-License-Identifier: Apache-2.0

import {writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {istioKinds} from '../src/api/istio/index.js';
import {emitYaml} from '../src/yaml/emit.js';
import {compact} from './crd/compact.js';
import {customResourceDefinition, resourceSchema} from './crd/definition.js';

const NOTICE = '# Generated from src/api/istio by `npm run generate`; change it there.\n';

/**
 * All files that are generated from the schemas of Istio's kinds: path from the root of the repository to content.
 */
export function generatedFiles(): Map<string, string> {
  const documents = istioKinds.map((kind) => emitYaml(customResourceDefinition(kind)));
  return new Map([
    ['manifests/charts/base/files/crd-all.gen.yaml', NOTICE + documents.map((text) => `---\n${text}`).join('')],
    ['src/api/istio-schemas.generated.json', validators()],
  ]);
}

function validators(): string {
  const {definitions, schemas} = compact(
    Object.fromEntries(istioKinds.map((kind) => [kind.kind, resourceSchema(kind)])),
  );
  const kinds = istioKinds.map(({group, kind, plural, versions}) => ({
    group,
    kind,
    plural,
    versions,
    schema: schemas[kind],
  }));
  const lines = (list: readonly unknown[]): string => list.map((entry) => JSON.stringify(entry)).join(',\n');
  return `{"definitions":[\n${lines(definitions)}\n],"kinds":[\n${lines(kinds)}\n]}\n`;
}

const script = process.argv[1] ?? '';
if (/generate-api\.[jt]s$/.test(script)) {
  const root = join(dirname(script), '..');
  for (const [path, content] of generatedFiles()) writeFileSync(join(root, path), content);
}
