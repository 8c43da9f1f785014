// SPDX-License-Identifier: Apache-2.0

import {ruleErrors} from './cel.js';
import {loadPatternMatcher} from './pattern.js';
import type {FieldError} from './structural/field-error.js';
import {duplicateErrors} from './structural/list-keys.js';
import {prepare} from './structural/prepare.js';
import type {StructuralSchema} from './structural/schema.js';
import {structuralErrors} from './structural-schema.js';

/**
 * All that a Kubernetes API server would refuse a custom resource for, in its words: unknown fields (as with strict
 * field validation), the shape, duplicate keys in lists, broken rules. Metadata is not looked at. The resource is not
 * changed; the list is empty where all is well.
 */
export async function resourceErrors(resource: unknown, schema: StructuralSchema): Promise<FieldError[]> {
  const {value, unknown} = prepare(resource, schema);
  const shape = [...(await shapeErrors(value, schema)), ...duplicateErrors(value, schema)];
  return [...unknown, ...shape, ...(await ruleErrors(value, schema, shape))];
}

/** The engine for patterns takes as long to load as all else; most resources have no text that needs it. */
async function shapeErrors(value: unknown, schema: StructuralSchema): Promise<FieldError[]> {
  let asked = false;
  const errors = structuralErrors(value, schema, () => {
    asked = true;
    return true;
  });
  return asked ? structuralErrors(value, schema, await loadPatternMatcher()) : errors;
}
