// SPDX-License-Identifier: Apache-2.0

import type {FieldType, ScalarName} from '../../api/schema/notation.js';
import {isTree} from '../input/tree.js';
import {type Complaint, quote} from './problem.js';
import {
  badParts,
  isCidr,
  isDnsLabel,
  isDnsSubdomain,
  isDuration,
  isHub,
  isImage,
  isLabelKey,
  isLabelValue,
  isPortText,
  isQuantity,
  isTag,
} from './text-rules.js';
import {wanted} from './walk.js';

type Scalar = FieldType & {kind: 'scalar'};
type Check = (value: unknown, type: Scalar) => Complaint | undefined;

const INT32 = 2 ** 31;
const UINT32 = 2 ** 32 - 1;

const text = (value: unknown): Complaint | undefined => (typeof value === 'string' ? undefined : notText(value));

/** The complaint about a value that should have been a text; numbers and booleans only lack quotes. */
function notText(value: unknown): Complaint {
  if (typeof value !== 'number' && typeof value !== 'boolean') return wanted(value, 'a string');
  return {...wanted(value, 'a string'), suggestion: 'in a file, put it in quotes'};
}

/** A text that must satisfy a rule; empty is unset. */
function matching(good: (text: string) => boolean, what: string): Check {
  return (value) => {
    if (typeof value !== 'string') return notText(value);
    return value === '' || good(value) ? undefined : {message: `${quote(value)} is not ${what}`};
  };
}

/** A number, or a text or number that reads as one of these. */
function orNumber(check: Check): Check {
  return (value, type) => (typeof value === 'number' ? check(String(value), type) : check(value, type));
}

function integer(least: number, most: number): Check {
  return (value, type) => {
    if (typeof value !== 'number') return wanted(value, 'a whole number');
    if (!Number.isInteger(value)) return {message: `${value} is not a whole number`};
    return between(value, type.min ?? least, type.max ?? most);
  };
}

function between(value: number, least: number, most: number): Complaint | undefined {
  if (value >= least && value <= most) return undefined;
  if (most >= UINT32) return {message: `${value} is not ${least} or more`};
  return {message: `${value} is not between ${least} and ${most}`};
}

const double: Check = (value, type) =>
  typeof value === 'number'
    ? between(value, type.min ?? Number.NEGATIVE_INFINITY, type.max ?? Number.POSITIVE_INFINITY)
    : wanted(value, 'a number');

/** A count, or a text in the form that follows: 25% or a name. */
function countOr(good: (text: string) => boolean, what: string, most: number): Check {
  return (value, type) => {
    if (typeof value === 'number') return integer(0, most)(value, type);
    if (typeof value !== 'string') return wanted(value, what);
    return value === '' || good(value) ? undefined : {message: `${quote(value)} is not ${what}`};
  };
}

function commaList(good: (part: string) => boolean, what: string): Check {
  return (value) => {
    if (typeof value !== 'string') return notText(value);
    const bad = badParts(value, good);
    return bad.length === 0 ? undefined : {message: `${bad.map(quote).join(', ')} is not ${what}`};
  };
}

const isUrl = (text: string): boolean => URL.canParse(text);
const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

const checks: Readonly<Record<ScalarName, Check>> = {
  any: () => undefined,
  bool: (value) => (typeof value === 'boolean' ? undefined : wanted(value, 'true or false')),
  bytes: matching((text) => /^[A-Za-z0-9+/\s]*={0,2}\s*$/u.test(text), 'base64'),
  double,
  duration: matching(isDuration, 'a duration such as 10s, 1m30s or 500ms'),
  int32: integer(-INT32, INT32 - 1),
  int64: integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  object: (value) => (isTree(value) ? undefined : wanted(value, 'a map')),
  string: text,
  time: matching((text) => !Number.isNaN(Date.parse(text)), 'a time such as 2026-01-31T12:00:00Z'),
  uint32: integer(0, UINT32),
  certProvider: (value) =>
    value === 'kubernetes'
      ? {message: '"kubernetes" is no longer supported', suggestion: 'use "istiod" or "k8s.io/<signer>"'}
      : text(value),
  cidr: matching(isCidr, 'an address range such as 10.0.0.0/8'),
  cidrList: commaList(isCidr, 'an address range such as 10.0.0.0/8'),
  dnsLabel: matching(isDnsLabel, 'a name of lower-case letters, digits and "-", at most 63 long'),
  dnsSubdomain: matching(isDnsSubdomain, 'a name of lower-case letters, digits, "-" and "."'),
  httpStatus: orNumber(matching((text) => /^[1-5]\d\d$/u.test(text), 'an HTTP status such as 403')),
  hub: matching(isHub, 'a registry and path such as registry.example.com/istio'),
  image: matching(isImage, 'the name of an image'),
  imageTag: (value) =>
    isScalar(value) && isTag(String(value))
      ? undefined
      : emptyOr(value, {message: `${quote(value)} cannot be the tag of an image`}),
  intOrPercent: countOr((text) => /^(?:\d+|\d{1,3}%)$/u.test(text), 'a number or a percentage such as 25%', INT32 - 1),
  intOrString: countOr(() => true, 'a number or a string', INT32 - 1),
  labelKey: matching(isLabelKey, 'a label key'),
  labelValue: matching(isLabelValue, 'the value of a label'),
  port: integer(1, 65535),
  port0: integer(0, 65535),
  portList: orNumber(commaList(isPortText, 'a port')),
  portOrName: countOr((text) => /^[a-z0-9-]{1,15}$/u.test(text), 'a port or the name of one', 65535),
  quantity: orNumber(matching(isQuantity, 'a quantity such as 500m, 2 or 1Gi')),
  revision: matching(isDnsLabel, 'a revision: lower-case letters, digits and "-", at most 63 long'),
  scalar: (value) => (isScalar(value) ? undefined : wanted(value, 'a string, number or boolean')),
  text,
  url: matching(isUrl, 'a URL such as https://istiod.example.com/inject'),
};

function emptyOr(value: unknown, complaint: Complaint): Complaint | undefined {
  return value === '' ? undefined : complaint;
}

/** Why a value will not do for a scalar type of the tables, under our own rules. */
export function strictScalar(type: Scalar, value: unknown): Complaint | undefined {
  return checks[type.name](value, type);
}
