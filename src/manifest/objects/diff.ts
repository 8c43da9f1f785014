// SPDX-License-Identifier: Apache-2.0

/** A Kubernetes object as far as a comparison looks at it. */
export interface ComparedObject {
  kind: string;
  namespace: string;
  name: string;
  /** API group without version; objects that differ only in version are the same object. */
  group: string;
  value(): unknown;
}

/** One field that differs; undefined where the object lacks it. */
export interface FieldChange {
  /** `spec.template.spec.containers[discovery].image`: list items that have names are called by them. */
  path: string;
  before: unknown;
  after: unknown;
}

export interface ObjectChange {
  change: 'added' | 'removed' | 'changed';
  kind: string;
  namespace: string;
  name: string;
  fields: FieldChange[];
}

export interface ManifestDiff {
  changes: ObjectChange[];
  unchanged: number;
}

/** Compares two manifests object by object and field by field; order of objects, keys and named list items does not count. */
export function diffManifests(before: readonly ComparedObject[], after: readonly ComparedObject[]): ManifestDiff {
  const old = new Map(before.map((object) => [identity(object), object]));
  const renewed = new Map(after.map((object) => [identity(object), object]));
  const changes: ObjectChange[] = [];
  let unchanged = 0;
  for (const id of [...new Set([...old.keys(), ...renewed.keys()])].sort()) {
    const was = old.get(id);
    const is = renewed.get(id);
    const fields = was && is ? diffFields(was.value(), is.value()) : [];
    if (was && is && fields.length === 0) unchanged++;
    else changes.push(describe(was, is, fields));
  }
  return {changes, unchanged};
}

function describe(
  was: ComparedObject | undefined,
  is: ComparedObject | undefined,
  fields: FieldChange[],
): ObjectChange {
  const {kind = '', namespace = '', name = ''} = is ?? was ?? {};
  return {change: !was ? 'added' : !is ? 'removed' : 'changed', kind, namespace, name, fields};
}

function identity({group, kind, namespace, name}: ComparedObject): string {
  return [kind, namespace, name, group].join('\u0000');
}

/** The fields at which two values differ, in the order of their paths. */
export function diffFields(before: unknown, after: unknown, path = ''): FieldChange[] {
  if (Object.is(before, after)) return [];
  if (isMap(before) && isMap(after)) return diffMaps(before, after, path);
  if (Array.isArray(before) && Array.isArray(after)) return diffLists(before, after, path);
  return [{path, before, after}];
}

function diffMaps(before: Record<string, unknown>, after: Record<string, unknown>, path: string): FieldChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key) =>
    diffFields(own(before, key), own(after, key), path ? `${path}${step(key)}` : step(key).replace(/^\./, '')),
  );
}

/** Keys that name an item of a Kubernetes list, in the order in which they are tried. */
const ITEM_NAMES = ['name', 'key', 'containerPort', 'port', 'mountPath', 'topologyKey', 'type', 'ip'];

function diffLists(before: unknown[], after: unknown[], path: string): FieldChange[] {
  const naming = ITEM_NAMES.find((key) => names(before, key) && names(after, key));
  if (naming === undefined) {
    const length = Math.max(before.length, after.length);
    return Array.from({length}, (_, i) => i).flatMap((i) => diffFields(before[i], after[i], `${path}[${i}]`));
  }
  const named = (list: unknown[]) => new Map(list.map((item) => [String(isMap(item) ? own(item, naming) : ''), item]));
  const [old, renewed] = [named(before), named(after)];
  return [...new Set([...old.keys(), ...renewed.keys()])].flatMap((name) =>
    diffFields(old.get(name), renewed.get(name), `${path}[${name}]`),
  );
}

/** Whether each item is a map in which that key holds a text or number of its own. */
function names(list: unknown[], key: string): boolean {
  const found = list.map((item) => (isMap(item) ? own(item, key) : undefined));
  const usable = found.every((name) => typeof name === 'string' || typeof name === 'number');
  return usable && new Set(found).size === found.length;
}

function step(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function own(map: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
