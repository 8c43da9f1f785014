// SPDX-License-Identifier: Apache-2.0

import type {IstioKindSchema} from '../../src/api/istio-schemas.js';
import {isObject, type StructuralSchema} from '../../src/api/structural/schema.js';

/** Texts, keys and numbers at which some rule, pattern, bound or format of Istio's kinds turns from yes to no. */
const TEXTS: readonly string[] = [
  ['', 'a', 'x-y', '*', '*.example.com', 'a*b', 'app', 'a/b', 'é', '\u0001"', '-a', '9a', 'a'.repeat(64)],
  ['10.0.0.0/8', '10.0.0.1', 'unix:///a', 'unix://@a', 'unix://a', 'unix:///a/', 'unix://', 'STATIC', 'HTTP', 'https'],
  [
    '10s',
    '1h30m',
    '0.5ms',
    '1ms',
    '-3s',
    '0',
    '1.5',
    '+5s',
    '1d',
    '.5s',
    '5',
    '1us',
    '999999h',
    '9999999h',
    '1µs',
    '2m3',
  ],
  ['http://x', 'https://u:p@x:443/p?q#f', 'ftp://x', 'oci://r/x:1', 'docker.io/x:tag', 'localhost:5000/x', 'file:///x'],
  [
    'http://[::1]:80/',
    'http://[::1',
    'http://a b',
    'http://x/%zz',
    'http://x:y',
    '/x',
    '//x',
    ':x',
    '%',
    'http://a:1:2',
  ],
  [
    'oci://a:1:2',
    'HTTPS://X',
    'http://[1.2.3.4]',
    'http://x\u007f',
    'http://x?%zz',
    'http://é/é',
    'http://[fe80::1%25en0]/',
  ],
  [
    '2024-01-02T03:04:05Z',
    '2024-02-30T03:04:05Z',
    '2024-01-02t03:04:05.5+01:00',
    'YWJj',
    'YWI=',
    'YW=',
    'a'.repeat(254),
  ],
  ['a'.repeat(2049), '0'.repeat(64)],
].flat();
const KEYS = [
  '',
  'a',
  'b',
  '*',
  'a*',
  'app',
  'x-y',
  '80',
  '+80',
  '0x50',
  ' 8',
  '0',
  '70000',
  '-',
  '__proto__',
  'constructor',
  'a'.repeat(63),
];
const NUMBERS = [0, 1, 2, 80, 100, 101, 65_535, 65_536, -1, 1.5, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 1e-7];
const ANYTHING = [null, true, 'x', 1, 1.5, [], {}, ['x'], {a: 1}, [null]] as const;

/** A number from 0 up to, but not, 1. */
type Random = () => number;

/** A resource of a kind, the same one for the same seed: right, or wrong here and there. */
export function randomResource(
  {group, kind, versions, schema}: IstioKindSchema,
  seed: number,
): Record<string, unknown> {
  const random = generator(seed);
  const body = value(random, schema, pick(random, [0, 0, 0, 0.02, 0.1]), 0);
  return {
    apiVersion: `${group}/${versions[0]}`,
    kind,
    metadata: {name: 'x'},
    ...(isObject(body) ? body : {spec: body}),
  };
}

/** Mulberry32: small, fast, and the same everywhere. (fast-check's `gen` takes minutes for documents of this size.) */
function generator(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pick<T>(random: Random, list: readonly T[]): T {
  const item = list[Math.floor(random() * list.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

function value(random: Random, schema: StructuralSchema, wrong: number, depth: number): unknown {
  if (depth > 0 && random() < wrong) return pick(random, ANYTHING);
  if (schema.nullable && random() < 0.1) return null;
  if (schema.enum && random() >= wrong) return pick(random, schema.enum);
  switch (schema.type) {
    case 'object':
      return object(random, schema, wrong, depth);
    case 'array':
      return list(random, schema, wrong, depth);
    case 'boolean':
      return random() < 0.5;
    case 'integer':
    case 'number':
      return pick(
        random,
        NUMBERS.filter((n) => random() < wrong || fits(n, schema)),
      );
    default:
      return pick(
        random,
        TEXTS.filter((text) => random() < wrong || suits(text, schema)),
      );
  }
}

function fits(n: number, {minimum = -Infinity, maximum = Infinity, type, format}: StructuralSchema): boolean {
  return (
    n >= minimum && n <= maximum && (type === 'number' || Number.isInteger(n)) && (format !== 'int32' || n < 2 ** 31)
  );
}

function suits(text: string, {minLength = 0, maxLength = Infinity, pattern = '', format}: StructuralSchema): boolean {
  const isLong = text.length >= minLength && text.length <= maxLength;
  return isLong && new RegExp(pattern).test(text) && (format === undefined || /^2024-01|^YWJj/.test(text));
}

function list(random: Random, schema: StructuralSchema, wrong: number, depth: number): unknown[] {
  const {items = {}, minItems = 0, maxItems = 3} = schema;
  const size = minItems + Math.floor(random() * (Math.max(0, Math.min(maxItems, 3) - minItems) + 1));
  const length = random() < wrong / 10 ? maxItems + 1 : size;
  return Array.from({length}, () => value(random, items, wrong, depth + 1));
}

function object(random: Random, schema: StructuralSchema, wrong: number, depth: number): Record<string, unknown> {
  const {properties, additionalProperties, required = [], minProperties = 0} = schema;
  const entries: [string, unknown][] = [];
  // Few fields a level, so that documents stay small and many keep to "only one of these".
  const share = depth === 0 ? 0.9 : Math.min(0.6, 2.2 / Object.keys(properties ?? {}).length);
  for (const [name, rules] of Object.entries(properties ?? {})) {
    const wanted = required.includes(name) ? random() >= wrong : random() < share;
    if (wanted) entries.push([name, value(random, rules, wrong, depth + 1)]);
  }
  if (additionalProperties) {
    const count = (wrong > 0 ? 0 : minProperties) + Math.floor(random() * 3);
    for (let i = 0; i < count; i++)
      entries.push([pick(random, KEYS), value(random, additionalProperties, wrong, depth + 1)]);
  }
  if (random() < wrong) entries.push([pick(random, KEYS), pick(random, ANYTHING)]);
  return Object.fromEntries(entries);
}
