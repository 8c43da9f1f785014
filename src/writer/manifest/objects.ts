// SPDX-License-Identifier: Apache-2.0
import type {ManifestObject} from '../../manifest/objects/object.js';
import {alignColumns} from '../columns.js';

/** All objects as one JSON document that `kubectl apply -f` takes. */
export function listJson(objects: readonly ManifestObject[]): string {
  const items = objects.map((object) => object.value());
  return `${JSON.stringify({apiVersion: 'v1', kind: 'List', items}, null, 2)}\n`;
}

/** One file per object, named by kind, namespace and name in the order in which they are to be applied. */
export function objectFiles(objects: readonly ManifestObject[], format: string): {path: string; text: string}[] {
  const digits = String(objects.length).length;
  return objects.map((object, i) => {
    const names = [object.kind.toLowerCase(), object.namespace, object.name].filter((part) => part !== '');
    const place = String(i + 1).padStart(digits, '0');
    const path = `${[place, ...names].join('-').replace(/[^A-Za-z0-9._-]/g, '_')}.${format}`;
    return {path, text: format === 'json' ? `${JSON.stringify(object.value(), null, 2)}\n` : object.yaml()};
  });
}

/** What was rendered: per component its objects by kind, and bytes. */
export function manifestStats(objects: readonly ManifestObject[]): string {
  const components = [...new Set(objects.map(({component}) => component))];
  const rows = components.map((component) => {
    const own = objects.filter((object) => object.component === component);
    return [component, String(own.length), kilobytes(own), kindCounts(own)];
  });
  const total = ['total', String(objects.length), kilobytes(objects), ''];
  return alignColumns([['COMPONENT', 'OBJECTS', 'SIZE', 'KINDS'], ...rows, total], 2).replace(/ +$/gm, '');
}

function kilobytes(objects: readonly ManifestObject[]): string {
  const bytes = objects.reduce((sum, object) => sum + Buffer.byteLength(object.yaml()), 0);
  return `${(bytes / 1000).toFixed(1)} kB`;
}

function kindCounts(objects: readonly ManifestObject[]): string {
  const counts = new Map<string, number>();
  for (const {kind} of objects) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts]
    .map(([kind, count]) => (count === 1 ? kind : `${count} ${kind}`))
    .sort()
    .join(', ');
}
