// SPDX-License-Identifier: Apache-2.0

import {z} from 'zod';

/** An OpenAPI 3 schema as CustomResourceDefinitions hold it. Keywords without sub-schemas are passed on unread. */
export interface OpenApiSchema {
  [keyword: string]: unknown;
  properties?: Record<string, OpenApiSchema>;
  items?: OpenApiSchema;
  additionalProperties?: OpenApiSchema;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * The structural schema that a zod schema stands for. `.meta()` is taken over as it is; what zod adds of its own and
 * Kubernetes does not want (bounds of JavaScript integers, empty `additionalProperties`) is dropped.
 */
export function openApiSchema(schema: z.ZodType): OpenApiSchema {
  const {$schema: _, ...converted} = z.toJSONSchema(schema, {target: 'openapi-3.0', io: 'input', reused: 'inline'});
  return structural(converted);
}

function structural(schema: JsonSchema): OpenApiSchema {
  const {properties, items, additionalProperties, required, minimum, maximum, ...rest} = schema;
  const open = isSchema(additionalProperties) && Object.keys(additionalProperties).length === 0;
  return {
    ...rest,
    ...(properties && {properties: mapValues(properties, (child) => (isSchema(child) ? structural(child) : {}))}),
    ...(isSchema(items) && {items: structural(items)}),
    ...(open && {'x-kubernetes-preserve-unknown-fields': true}),
    ...(!open && isSchema(additionalProperties) && {additionalProperties: structural(additionalProperties)}),
    ...(required?.length && {required}),
    ...(minimum !== Number.MIN_SAFE_INTEGER && minimum !== undefined && {minimum}),
    ...(maximum !== Number.MAX_SAFE_INTEGER && maximum !== undefined && {maximum}),
  };
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
