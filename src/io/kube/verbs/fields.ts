// SPDX-License-Identifier: Apache-2.0
import {isRecord} from '../config/kubeconfig.js';

/** A field that should be text; anything else counts as left out. */
export function textField(fields: Record<string, unknown>, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A field that should be a map; anything else counts as left out. */
export function mapField(fields: Record<string, unknown>, name: string): Record<string, unknown> | undefined {
  const value = fields[name];
  return isRecord(value) ? value : undefined;
}

/** The maps in a field that should be a list of maps; anything else counts as left out. */
export function recordsIn(fields: Record<string, unknown>, name: string): Record<string, unknown>[] {
  const value = fields[name];
  return Array.isArray(value) ? value.filter((item) => isRecord(item)) : [];
}

/** The texts in a field that should be a list of texts; anything else counts as left out. */
export function textsIn(fields: Record<string, unknown>, name: string): string[] {
  const value = fields[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
