// SPDX-License-Identifier: Apache-2.0

import type {FieldType} from '../../api/schema/notation.js';
import type {Fields} from '../../api/schema/tables.js';
import {isTree} from '../input/tree.js';
import {type Complaint, quote} from './problem.js';
import {camelCase} from './strict-rules.js';
import {isDuration, isQuantity} from './text-rules.js';
import {type Rules, type Scope, wanted} from './walk.js';

type Scalar = FieldType & {kind: 'scalar'};

/**
 * What istioctl 1.30 accepts and refuses before it renders (spec §2.6): the document and everything of Kubernetes as
 * Go's JSON decoder reads it, values and mesh configuration as the protobuf one does, and Kubernetes types in values
 * as sigs.k8s.io/yaml does, which makes texts of numbers and booleans.
 */
export const referenceRules: Rules = {
  typeOf: (field) => field.reference,
  field: findField,
  unknownKey: (scope) => (scope === 'mesh' ? undefined : {message: 'unknown field'}),
  scalar: (scope, type, value) => {
    if (isProtobuf(scope)) return protobufScalar(type, value);
    return goScalar(type, scope === 'values.k8s' && typeof value !== 'object' ? asText(type, value) : value);
  },
  oneOf: (scope, words, value) => protobufEnum(isProtobuf(scope), words, value),
  remark: () => undefined,
  complete: 'nowhere',
};

function isProtobuf(scope: Scope): boolean {
  return scope === 'values' || scope === 'mesh';
}

/** Values fields whose protobuf name differs from the JSON one; both are read. */
const valuesByProtobufName: ReadonlyMap<string, string> = new Map([
  ['istio_cni', 'istioCni'],
  ['psp_cluster_role', 'pspClusterRole'],
  ['resource_quotas', 'resourceQuotas'],
  ['istio_egressgateway', 'istio-egressgateway'],
  ['istio_ingressgateway', 'istio-ingressgateway'],
]);

function findField(scope: Scope, fields: Fields, key: string) {
  const exact = fields.get(key);
  if (exact !== undefined) return exact;
  if (scope === 'mesh') return fields.get(camelCase(key));
  if (scope === 'values') return fields.get(valuesByProtobufName.get(key) ?? '');
  return [...fields.values()].find((field) => field.name.toLowerCase() === key.toLowerCase());
}

const ranges: Readonly<Record<string, readonly [least: number, most: number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  port: [-(2 ** 31), 2 ** 31 - 1],
  port0: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  int64: [-(2 ** 63), 2 ** 63],
};

function goScalar({name}: Scalar, value: unknown): Complaint | undefined {
  const range = ranges[name];
  if (range !== undefined) return wholeNumber(value, range);
  switch (name) {
    case 'any':
    case 'imageTag':
    case 'scalar':
      return undefined;
    case 'bool':
      return typeof value === 'boolean' ? undefined : wanted(value, 'a boolean');
    case 'double':
      return typeof value === 'number' ? undefined : wanted(value, 'a number');
    case 'object':
      return isTree(value) ? undefined : wanted(value, 'a map');
    case 'quantity':
      if (typeof value === 'number' || (typeof value === 'string' && isQuantity(value))) return undefined;
      return {message: `${quote(value)} is not a quantity`};
    case 'intOrString':
    case 'intOrPercent':
    case 'portOrName':
      return typeof value === 'string' ? undefined : wholeNumber(value, [-(2 ** 31), 2 ** 31 - 1]);
    default:
      return typeof value === 'string' ? undefined : wanted(value, 'a string');
  }
}

function asText({name}: Scalar, value: unknown): unknown {
  return name === 'string' ? String(value) : value;
}

/** Numbers may be written as text, durations are Go's, everything else as in {@link goScalar}. */
function protobufScalar(type: Scalar, value: unknown): Complaint | undefined {
  const numeric = type.name === 'double' || ranges[type.name] !== undefined;
  if (numeric && typeof value === 'string') {
    const number = /^\s*-?\d/u.test(value) ? Number(value) : Number.NaN;
    const special = type.name === 'double' && ['NaN', 'Infinity', '-Infinity'].includes(value);
    if (special) return undefined;
    return Number.isNaN(number) ? {message: `${quote(value)} is not a number`} : goScalar(type, number);
  }
  if (type.name === 'duration' && typeof value === 'string') {
    return isDuration(value) ? undefined : {message: `${quote(value)} is not a duration`};
  }
  return type.name === 'quantity' ? goScalar({kind: 'scalar', name: 'string'}, value) : goScalar(type, value);
}

function wholeNumber(value: unknown, [least, most]: readonly [number, number]): Complaint | undefined {
  if (typeof value !== 'number') return wanted(value, 'a whole number');
  const fits = Number.isInteger(value) && value >= least && value <= most;
  return fits ? undefined : {message: `${value} is not a whole number between ${least} and ${most}`};
}

function protobufEnum(strict: boolean, words: readonly string[], value: unknown): Complaint | undefined {
  if (typeof value === 'string') {
    return !strict || words.includes(value)
      ? undefined
      : {message: `${quote(value)} is not one of ${words.join(', ')}`};
  }
  return strict && typeof value === 'number' ? undefined : wanted(value, 'a string');
}
