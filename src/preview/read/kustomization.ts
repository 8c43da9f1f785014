// SPDX-License-Identifier: Apache-2.0
import {readDocument} from '../../analysis/sources/json.js';
import {isRecord} from '../../api/messages/decode.js';

/** Fields of a kustomization that leave the objects of its folder as they are written. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...['apiVersion', 'kind', 'metadata', 'resources', 'bases', 'crds', 'openapi', 'configurations', 'buildMetadata'],
  'sortOptions',
]);

/**
 * Returns the fields of a kustomization that change objects, or make some: what its folder holds is then not what is
 * applied (kubectl.docs.kubernetes.io, "The Kustomization File").
 *
 * @throws DocumentError for what is no YAML
 */
export function changingFields(text: string): string[] {
  const document = readDocument(text);
  if (!isRecord(document)) return [];
  return Object.entries(document).flatMap(([field, value]) => (HARMLESS.has(field) || isEmpty(value) ? [] : [field]));
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
