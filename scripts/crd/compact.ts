// SPDX-License-Identifier: Apache-2.0

import type {OpenApiSchema} from './openapi.js';

/** Schemas with what they have in common pulled out: `{"$ref": n}` stands for `definitions[n]`. */
export interface CompactSchemas {
  definitions: OpenApiSchema[];
  schemas: Record<string, OpenApiSchema>;
}

/** Shorter sub-schemas are cheaper to repeat than to refer to. */
const WORTH_A_REFERENCE = 60;

/**
 * Drops the descriptions and writes every sub-schema that occurs more than once just once. Definitions refer only to
 * definitions before them.
 */
export function compact(schemas: Readonly<Record<string, OpenApiSchema>>): CompactSchemas {
  const counts = new Map<string, number>();
  for (const schema of Object.values(schemas)) count(schema, counts);
  const definitions: OpenApiSchema[] = [];
  const numbers = new Map<string, number>();

  function shorten(schema: OpenApiSchema): OpenApiSchema {
    const text = JSON.stringify(withoutDescription(schema));
    if (text.length < WORTH_A_REFERENCE || (counts.get(text) ?? 0) < 2) return children(schema, shorten);
    let number = numbers.get(text);
    if (number === undefined) {
      const definition = children(schema, shorten);
      number = definitions.push(definition) - 1;
      numbers.set(text, number);
    }
    return {$ref: number};
  }

  const shortened = Object.entries(schemas).map(([name, schema]) => [name, shorten(schema)]);
  return {definitions, schemas: Object.fromEntries(shortened)};
}

/** How often each sub-schema stands somewhere; what is inside a repeated one counts once. */
function count(schema: OpenApiSchema, counts: Map<string, number>): void {
  const text = JSON.stringify(withoutDescription(schema));
  const seen = counts.get(text) ?? 0;
  counts.set(text, seen + 1);
  if (seen > 0) return;
  children(schema, (child) => {
    count(child, counts);
    return child;
  });
}

function withoutDescription(schema: OpenApiSchema): OpenApiSchema {
  return children(schema, withoutDescription);
}

/** The schema without its description and with its direct sub-schemas replaced. */
function children(schema: OpenApiSchema, replace: (child: OpenApiSchema) => OpenApiSchema): OpenApiSchema {
  const {description: _, properties, items, additionalProperties, ...rest} = schema;
  return {
    ...rest,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, child]) => [name, replace(child)])),
    }),
    ...(items && {items: replace(items)}),
    ...(additionalProperties && {additionalProperties: replace(additionalProperties)}),
  };
}
