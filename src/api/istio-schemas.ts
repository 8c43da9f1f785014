// SPDX-License-Identifier: Apache-2.0

import {isObject, type StructuralSchema} from './structural/schema.js';

/** A kind of Istio's own, as the run-time data knows it. */
export interface IstioKindSchema {
  group: string;
  kind: string;
  plural: string;
  /** Served versions; the schema is that of all of them. */
  versions: readonly string[];
  schema: StructuralSchema;
}

let loaded: Promise<ReadonlyMap<string, IstioKindSchema>> | undefined;

/**
 * The schema of one of Istio's kinds by `apiVersion` and `kind`; undefined for all others. The data is read once, when
 * it is first asked for.
 */
export async function istioKindSchema(apiVersion: string, kind: string): Promise<IstioKindSchema | undefined> {
  loaded ??= load();
  return (await loaded).get(`${apiVersion}/${kind}`);
}

async function load(): Promise<ReadonlyMap<string, IstioKindSchema>> {
  const {default: data} = await import('./istio-schemas.generated.json', {with: {type: 'json'}});
  const definitions: StructuralSchema[] = [];
  for (const definition of data.definitions) definitions.push(linked(definition, definitions));
  return new Map(
    data.kinds.flatMap(({schema, ...kind}) => {
      const entry = {...kind, schema: linked(schema, definitions)};
      return kind.versions.map((version) => [`${kind.group}/${version}/${kind.kind}`, entry] as const);
    }),
  );
}

/** Puts the definitions where `{"$ref": n}` stands; they are shared, not copied. */
function linked(compact: unknown, definitions: readonly StructuralSchema[]): StructuralSchema {
  if (!isObject(compact)) throw new TypeError('istio-schemas.generated.json: a schema is not an object');
  const {$ref, properties, items, additionalProperties, ...rest} = compact;
  const definition = typeof $ref === 'number' ? definitions[$ref] : undefined;
  if (definition) return definition;
  return {
    ...rest,
    ...(isObject(properties) && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, child]) => [name, linked(child, definitions)]),
      ),
    }),
    ...(isObject(items) && {items: linked(items, definitions)}),
    ...(isObject(additionalProperties) && {additionalProperties: linked(additionalProperties, definitions)}),
  };
}
