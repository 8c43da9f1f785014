// SPDX-License-Identifier: Apache-2.0

/** A rule in CEL that hangs on a schema; `self` is the value. */
export interface ValidationRule {
  rule: string;
  message?: string;
}

/** What a schema may say about a value without saying where it is; `allOf`, `anyOf`, `oneOf` and `not` hold these too. */
export interface StructuralSchema {
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  format?: string;
  nullable?: boolean;
  default?: unknown;
  enum?: readonly unknown[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
  maxProperties?: number;
  required?: readonly string[];
  properties?: Readonly<Record<string, StructuralSchema>>;
  additionalProperties?: StructuralSchema;
  items?: StructuralSchema;
  allOf?: readonly StructuralSchema[];
  anyOf?: readonly StructuralSchema[];
  oneOf?: readonly StructuralSchema[];
  not?: StructuralSchema;
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  'x-kubernetes-list-map-keys'?: readonly string[];
  'x-kubernetes-validations'?: readonly ValidationRule[];
}

/** The schema of an entry of an object: of the property, else of any other key; undefined where the key is unknown. */
export function entrySchema(schema: StructuralSchema | undefined, key: string): StructuralSchema | undefined {
  const {properties, additionalProperties} = schema ?? {};
  return properties && Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
