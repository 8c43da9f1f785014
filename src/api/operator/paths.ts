// SPDX-License-Identifier: Apache-2.0

import type {FieldType, ScalarName} from '../schema/notation.js';
import {fieldsOf} from '../schema/tables.js';

/** A field as completion shows it. */
export interface FieldInfo {
  name: string;
  /** In words: `string`, `list of Toleration`, `one of TEXT, JSON`. */
  type: string;
  doc?: string;
  /** The words of an enum, `true` and `false` of a boolean. */
  values?: readonly string[];
  /** Whether a further field, key or index may follow in a path. */
  open: boolean;
}

const spec: FieldType = {kind: 'message', table: 'operator', name: 'Spec'};

/**
 * The fields that may follow a `--set` path (steps below `spec`, list indices as numbers or selectors like `[0]`): none
 * for a scalar, a map with keys of one's own, or a path that leads nowhere.
 */
export function fieldsAt(path: readonly (string | number)[]): FieldInfo[] {
  const type = typeAt(path);
  if (type?.kind !== 'message') return [];
  return [...fieldsOf(type.table, type.name).values()]
    .filter(({strict, remark}) => strict.kind !== 'refused' && remark === undefined)
    .map(({name, strict, doc}) => {
      const values = valuesOf(strict);
      return {
        name,
        type: describeType(strict),
        open: strict.kind === 'message' || strict.kind === 'list' || strict.kind === 'map',
        ...(doc !== undefined && {doc}),
        ...(values !== undefined && {values}),
      };
    });
}

/** The type of what stands at a `--set` path, undefined where nothing can; a list may be entered without an index. */
export function typeAt(path: readonly (string | number)[]): FieldType | undefined {
  let type: FieldType | undefined = spec;
  for (const step of path) {
    if (type?.kind === 'list') {
      type = type.of;
      if (typeof step === 'number' || step.startsWith('[')) continue;
    }
    if (type?.kind === 'map') type = type.of;
    else if (type?.kind === 'message') type = fieldsOf(type.table, type.name).get(String(step))?.strict;
    else return undefined;
  }
  return type;
}

/** Scalars that are written as text even where that looks like a number or a boolean. */
const texts: ReadonlySet<ScalarName> = new Set([
  ...(['certProvider', 'cidr', 'cidrList', 'dnsLabel', 'dnsSubdomain', 'duration', 'httpStatus', 'hub'] as const),
  ...(['image', 'imageTag', 'labelKey', 'labelValue', 'portList', 'revision', 'string', 'text', 'url'] as const),
]);

/** Whether what stands at a `--set` path, or in the list there, is a text whatever it looks like: `revision=1`. */
export function takesText(path: readonly (string | number)[]): boolean {
  const type = typeAt(path);
  const item = type?.kind === 'list' ? type.of : type;
  return item?.kind === 'enum' || (item?.kind === 'scalar' && texts.has(item.name));
}

function valuesOf(type: FieldType): readonly string[] | undefined {
  if (type.kind === 'enum') return type.values;
  return type.kind === 'scalar' && type.name === 'bool' ? ['true', 'false'] : undefined;
}

/** A type in words, for people. */
function describeType(type: FieldType): string {
  switch (type.kind) {
    case 'scalar':
      return describeScalar(type);
    case 'enum':
      return `one of ${type.values.join(', ')}`;
    case 'list':
      return `list of ${describeType(type.of)}`;
    case 'map':
      return `map of ${describeType(type.of)}`;
    case 'message':
      return type.name;
    default:
      return 'nothing';
  }
}

const plainWords: Readonly<Record<string, string>> = {
  any: 'any value',
  bool: 'boolean',
  cidrList: 'address ranges',
  double: 'number',
  dnsLabel: 'name',
  dnsSubdomain: 'name',
  int32: 'whole number',
  int64: 'whole number',
  intOrPercent: 'number or percentage',
  intOrString: 'number or string',
  object: 'map',
  port0: 'port',
  portList: 'ports',
  portOrName: 'port or its name',
  text: 'string',
  uint32: 'whole number',
};

function describeScalar({name, min, max}: FieldType & {kind: 'scalar'}): string {
  const bounds = min === undefined && max === undefined ? '' : ` (${min ?? ''}..${max ?? ''})`;
  return `${plainWords[name] ?? name}${bounds}`;
}
