// SPDX-License-Identifier: Apache-2.0

import {z} from 'zod';

/** An OpenAPI 3 schema in the form that CustomResourceDefinitions hold; keywords this project never reads are `unknown`. */
export interface OpenApiSchema {
  [keyword: string]: unknown;
  properties?: Record<string, OpenApiSchema>;
  items?: OpenApiSchema;
  additionalProperties?: OpenApiSchema;
}

const INTEGER_BOUNDS: Readonly<Record<string, number>> = {
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
};

/**
 * The structural schema that a zod schema stands for. `.meta()` is taken over as it is; what zod adds of its own and
 * Kubernetes does not want (bounds of JavaScript integers, empty `additionalProperties`) is dropped.
 */
export function openApiSchema(schema: z.ZodType): OpenApiSchema {
  const {$schema, ...converted} = z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io: 'input',
    reused: 'inline',
    override: ({zodSchema, jsonSchema}) => adapt(zodSchema._zod.def.type, jsonSchema),
  });
  return converted;
}

function adapt(type: string, schema: Record<string, unknown>): void {
  for (const [keyword, bound] of Object.entries(INTEGER_BOUNDS)) if (schema[keyword] === bound) delete schema[keyword];
  if (type === 'object' && isEmptyObject(schema['additionalProperties'])) open(schema);
  if (type === 'record' && schema['x-kubernetes-preserve-unknown-fields']) delete schema['additionalProperties'];
  if (Array.isArray(schema['required']) && schema['required'].length === 0) delete schema['required'];
}

function open(schema: Record<string, unknown>): void {
  delete schema['additionalProperties'];
  schema['x-kubernetes-preserve-unknown-fields'] = true;
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
