// SPDX-License-Identifier: Apache-2.0
import {existsSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {fieldsAt, typeAt} from '../../../src/api/operator/paths.js';
import type {FieldType} from '../../../src/api/schema/notation.js';
import {allMessages, fieldsOf} from '../../../src/api/schema/tables.js';

const reference = '../shared/reference/config-types.json';

describe('schema tables', () => {
  test('every field can be read and every message it names exists', () => {
    const missing = allMessages().flatMap(([table, message]) =>
      [...fieldsOf(table, message).values()]
        .flatMap(({name, reference, strict}) => [reference, strict].map((type) => ({name, type: innermost(type)})))
        .filter(({type}) => type.kind === 'message' && !exists(type.table, type.name))
        .map(({name}) => `${table}.${message}.${name}`),
    );
    expect(missing).toEqual([]);
  });

  test('no message name stands in two files of a table', () => {
    const names = allMessages().map((pair) => pair.join('.'));
    expect(names.length).toBe(new Set(names).size);
  });

  test.each([
    [[], 'meshConfig', 'MeshConfig'],
    [['components', 'ingressGateways', 0], 'label', 'map of labelValue'],
    [['components', 'ingressGateways', '[name:x]', 'k8s'], 'tolerations', 'list of Toleration'],
    [['values', 'pilot'], 'traceSampling', 'number (0..100)'],
    [['values', 'global', 'waypoint'], 'tolerations', 'list of Toleration'],
    [['meshConfig', 'defaultConfig', 'tracing', 'customTags', 'anything'], 'literal', 'TracingLiteral'],
  ])('below %j there is %s', (path, name, type) => {
    expect(fieldsAt(path).find((field) => field.name === name)?.type).toBe(type);
  });

  test('completion sees neither what was removed nor what nothing reads', () => {
    const waypoint = fieldsAt(['values', 'global', 'waypoint']).map(({name}) => name);
    expect(waypoint).not.toContain('toleration');
    expect(fieldsAt(['values', 'global', 'tracer', 'stackdriver'])).toEqual([]);
  });

  test('a path that leads nowhere has no fields, whatever it is called', () => {
    for (const step of ['__proto__', 'constructor', 'toString', 'nosuch']) {
      expect(fieldsAt([step])).toEqual([]);
      expect(fieldsAt(['values', step])).toEqual([]);
      expect(typeAt(['values', step])).toBeUndefined();
    }
  });
});

describe.skipIf(!existsSync(reference))('against the names and types of the reference', () => {
  interface Source {
    name: string;
    json?: string;
    type: string;
    repeated?: boolean;
    mapKey?: string;
  }
  const types = existsSync(reference) ? JSON.parse(readFileSync(reference, 'utf8')) : {messages: {}, enums: {}};
  const messages: Record<string, Source[] | null> = types.messages;

  test.each([
    ['values', 'Values', 'istio.operator.v1alpha1.Values'],
    ['mesh', 'MeshConfig', 'istio.mesh.v1alpha1.MeshConfig'],
    ['mesh', 'MeshNetworks', 'istio.mesh.v1alpha1.MeshNetworks'],
  ])('%s.%s has its fields, its types and no others', (table, root, protobuf) => {
    const problems: string[] = [];
    const seen = new Set<string>();
    const compare = (message: string, name: string): void => {
      if (seen.has(`${message}=${name}`)) return;
      seen.add(`${message}=${name}`);
      const ours = fieldsOf(table, message);
      const theirs = new Map((messages[name] ?? []).map((field) => [field.json ?? field.name, field]));
      for (const [field, source] of theirs) {
        const type = ours.get(field)?.reference;
        if (type === undefined || type.kind === 'refused') problems.push(`${name}.${field} is missing`);
        else if (!agrees(type, source))
          problems.push(`${name}.${field}: ${source.type} is not ${JSON.stringify(type)}`);
        else {
          const inner = innermost(type);
          if (inner.kind === 'message' && inner.table === table && messages[source.type])
            compare(inner.name, source.type);
        }
      }
      for (const {name: field, reference} of ours.values()) {
        if (reference.kind !== 'refused' && !theirs.has(field)) problems.push(`${name} has no ${field}`);
      }
    };
    compare(root, protobuf);
    expect(problems).toEqual([]);
    expect(seen.size).toBeGreaterThan(2);
  });

  /** Whether the reference's type is one that our notation stands for. */
  function agrees(type: FieldType, {type: name, repeated, mapKey}: Source): boolean {
    if (repeated === true || mapKey !== undefined) {
      const container = repeated === true ? 'list' : 'map';
      return (
        (type.kind === container && agrees(type.of, {name: '', type: name})) || (mapKey !== undefined && isLabels(type))
      );
    }
    if (name.startsWith('enum ')) {
      return type.kind === 'enum' && type.values.join() === types.enums[name.slice('enum '.length)].join();
    }
    const plain = name.replace(/^google\.protobuf\.(\w+?)(Value)?$/u, '$1').toLowerCase();
    if (type.kind === 'scalar') return (scalars[type.name] ?? [type.name]).includes(plain);
    if (type.kind === 'map') return plain === 'struct';
    if (type.kind !== 'message') return false;
    if (type.table === 'k8s') return plain === 'struct';
    return name.startsWith('istio.') || (type.name === 'MeshConfig' && plain === 'value');
  }
});

/** The protobuf types, wrappers without their suffix, behind scalars of another name. */
const scalars: Readonly<Record<string, string[]>> = {
  any: ['', 'value'],
  object: ['struct'],
  intOrPercent: ['istio.operator.v1alpha1.intorstring'],
  hub: ['string'],
  revision: ['string'],
  dnsLabel: ['string'],
  dnsSubdomain: ['string'],
  url: ['string'],
  cidr: ['string'],
  labelKey: ['string'],
  httpStatus: ['string'],
  imageTag: ['value'],
};

function isLabels(type: FieldType): boolean {
  return type.kind === 'map' && type.keys !== undefined;
}

function innermost(type: FieldType): FieldType {
  return type.kind === 'list' || type.kind === 'map' ? innermost(type.of) : type;
}

function exists(table: string, message: string): boolean {
  try {
    fieldsOf(table, message);
    return true;
  } catch {
    return false;
  }
}
