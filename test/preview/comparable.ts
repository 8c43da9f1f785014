// SPDX-License-Identifier: Apache-2.0

/** Messages of Istio's own that our descriptors do not have: their names are compared. */
const OPAQUE = /stats\.PluginConfig$/;

/** Lists whose order means nothing. */
const UNORDERED = new Set(['filterChains', 'virtualHosts', 'domains', 'lbEndpoints', 'endpoints', 'queryParameters']);

/** Returns resources in one form: names of fields as JSON has them, durations without zeros at their end. */
export function comparable(value: unknown, field = ''): unknown {
  if (Array.isArray(value)) {
    const list = value.map((entry) => comparable(entry));
    return UNORDERED.has(field) ? inOneOrder(list) : list;
  }
  if (typeof value === 'string') return value.replace(/^(\d+\.\d*?)0+s$/, '$1s');
  if (typeof value !== 'object' || value === null) return value;
  const type = '@type' in value ? String(value['@type']) : '';
  if (OPAQUE.test(type)) return type;
  const entries = Object.entries(value).filter(
    ([key, entry]) => entry !== undefined && !(field === '' && key === '@type'),
  );
  return Object.fromEntries(
    entries
      .map(([key, entry]): [string, unknown] => [jsonName(key), comparable(entry, jsonName(key))])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function inOneOrder(list: readonly unknown[]): unknown[] {
  return list
    .map((entry): [string, unknown] => [JSON.stringify(entry), entry])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, entry]) => entry);
}

const jsonNames = new Map<string, string>();

function jsonName(key: string): string {
  let name = jsonNames.get(key);
  if (name === undefined) {
    name = key.includes('[') ? key : key.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    jsonNames.set(key, name);
  }
  return name;
}
