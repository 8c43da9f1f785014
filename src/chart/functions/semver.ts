// SPDX-License-Identifier: Apache-2.0

import {type Method, Struct, type Value} from '../../template/compile/value.js';
import {compareStrings} from '../../template/print/utf8.js';
import {binary, type FunctionTable, text, unary} from './parameters.js';
import {withJsonForm} from './plain.js';

/** A semantic version. */
interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly prerelease: string;
  readonly metadata: string;
  readonly original: string;
}

const IDENTIFIERS = String.raw`[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*`;
const SUFFIX = String.raw`(?:-(${IDENTIFIERS}))?(?:\+(${IDENTIFIERS}))?`;
const VERSION = new RegExp(String.raw`^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?${SUFFIX}$`);
const MAX_PART = 2n ** 64n - 1n;

/** Reads a version; minor and patch may be missing, a `v` may lead. Throws an Error if it is none. */
function parseVersion(original: string): Version {
  const [, major, minor = '0', patch = '0', prerelease = '', metadata = ''] =
    VERSION.exec(original.slice(0, 256)) ?? [];
  if (major === undefined) throw new Error('invalid semantic version');
  if (prerelease.split('.').some((part) => /^0[0-9]+$/.test(part))) throw new Error('version segment starts with 0');
  const version = {major: BigInt(major), minor: BigInt(minor), patch: BigInt(patch), prerelease, metadata, original};
  if (version.major > MAX_PART || version.minor > MAX_PART || version.patch > MAX_PART) {
    throw new Error('error parsing version segment: value out of range');
  }
  return version;
}

/** Negative, zero or positive; build metadata does not count. */
function compareVersions(a: Version, b: Version): number {
  for (const part of ['major', 'minor', 'patch'] as const) {
    if (a[part] !== b[part]) return a[part] < b[part] ? -1 : 1;
  }
  if (a.prerelease === b.prerelease) return 0;
  if (a.prerelease === '') return 1;
  return b.prerelease === '' ? -1 : comparePrereleases(a.prerelease.split('.'), b.prerelease.split('.'));
}

function comparePrereleases(a: string[], b: string[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i];
    if (right === undefined) return 1;
    if (left === right) continue;
    const isLeftNumber = /^[0-9]+$/.test(left);
    const isRightNumber = /^[0-9]+$/.test(right);
    if (isLeftNumber && isRightNumber) return BigInt(left) < BigInt(right) ? -1 : 1;
    if (isLeftNumber !== isRightNumber) return isLeftNumber ? -1 : 1;
    return compareStrings(left, right) < 0 ? -1 : 1;
  }
  return a.length - b.length;
}

function textOf({major, minor, patch, prerelease, metadata}: Version): string {
  const suffix = (prerelease === '' ? '' : `-${prerelease}`) + (metadata === '' ? '' : `+${metadata}`);
  return `${major}.${minor}.${patch}${suffix}`;
}

interface Constraint {
  readonly operator: string;
  readonly version: Version;
  readonly anyMinor: boolean;
  readonly anyPatch: boolean;
}

const PART = '[0-9]+|[xX*]';
const RANGE = String.raw`v?(${PART})(?:\.(${PART}))?(?:\.(${PART}))?${SUFFIX}`;
const OPERATOR = '=||!=|>|<|>=|=>|<=|=<|~|~>|\\^';
const ONE = new RegExp(String.raw`^\s*(${OPERATOR})\s*${RANGE}\s*$`);
const EACH = new RegExp(String.raw`\s*(?:${OPERATOR})\s*${RANGE}(?=[\s,]|$)`, 'g');
const HYPHEN = new RegExp(String.raw`\s*(${RANGE})\s+-\s+(${RANGE})\s*`, 'g');

/**
 * Whether the version fits the constraint: alternatives between `||`, each a list of comparisons between commas or
 * blanks that all have to hold (the rules of Go's Masterminds/semver, which charts are written for). A version with a
 * prerelease fits only alternatives in which a prerelease is named. Throws an Error if either cannot be read.
 */
export function satisfies(version: string, constraint: string): boolean {
  const alternatives = constraint.split('||').map((group) => parseGroup(group, constraint));
  const parsed = parseVersion(version);
  return alternatives.some((group) => {
    const allowsPrerelease = group.some((one) => one.version.prerelease !== '');
    if (parsed.prerelease !== '' && !allowsPrerelease) return false;
    return group.every((one) => holds(one, parsed));
  });
}

function parseGroup(group: string, whole: string): Constraint[] {
  const written = group.replaceAll(HYPHEN, (match: string) => {
    const [low = '', high = ''] = match.split(/\s+-\s+/);
    return ` >=${low.trim()} <=${high.trim()} `;
  });
  const parts = written.match(EACH) ?? [];
  const rest = written.replaceAll(EACH, '').replaceAll(/[\s,]+/g, '');
  if (parts.length === 0 || rest !== '') throw new Error(`improper constraint: ${whole}`);
  return parts.map((part) => parseConstraint(part, whole));
}

function isAny(part: string | undefined): boolean {
  return part === undefined || /^[xX*]$/.test(part);
}

function parseConstraint(part: string, whole: string): Constraint {
  const found = ONE.exec(part);
  if (found === null) throw new Error(`improper constraint: ${whole}`);
  const [, operator = '', major, minor, patch, prerelease] = found;
  if (isAny(major)) {
    const isWhole = ['', '=', '~', '~>'].includes(operator);
    return {operator: isWhole ? '>=' : operator, version: parseVersion('0'), anyMinor: isWhole, anyPatch: isWhole};
  }
  const anyMinor = isAny(minor);
  const anyPatch = anyMinor || isAny(patch);
  const suffix = prerelease === undefined ? '' : `-${prerelease}`;
  const version = parseVersion(`${major}.${anyMinor ? 0 : minor}.${anyPatch ? 0 : patch}${suffix}`);
  return {operator, version, anyMinor, anyPatch};
}

function holds(constraint: Constraint, version: Version): boolean {
  const order = compareVersions(version, constraint.version);
  switch (constraint.operator) {
    case '':
    case '=':
      return constraint.anyPatch ? isWithinTilde(constraint, version) : order === 0;
    case '!=':
      return constraint.anyPatch ? !isWithinTilde(constraint, version) : order !== 0;
    case '>':
      return order > 0 && !isWithinAny(constraint, version);
    case '<':
      return order < 0;
    case '>=':
    case '=>':
      return order >= 0;
    case '<=':
    case '=<':
      return order <= 0 || isWithinAny(constraint, version);
    case '^':
      return order >= 0 && isWithinCaret(constraint, version);
    default:
      return isWithinTilde(constraint, version);
  }
}

/** Whether the two differ only in parts that the constraint leaves open. */
function isWithinAny({version: bound, anyMinor, anyPatch}: Constraint, version: Version): boolean {
  if (!anyPatch || version.major !== bound.major) return false;
  return anyMinor || version.minor === bound.minor;
}

function isWithinTilde(constraint: Constraint, version: Version): boolean {
  const {version: bound, anyMinor, anyPatch} = constraint;
  if (compareVersions(version, bound) < 0) return false;
  const isZero = bound.major === 0n && bound.minor === 0n && bound.patch === 0n;
  if (isZero && !anyMinor && !anyPatch) return true;
  return version.major === bound.major && (anyMinor || version.minor === bound.minor);
}

/** The same leftmost part that is not zero, as far as the constraint names parts. */
function isWithinCaret({version: bound, anyMinor, anyPatch}: Constraint, version: Version): boolean {
  if (bound.major > 0n || anyMinor) return version.major === bound.major;
  if (version.major > 0n) return false;
  if (bound.minor > 0n || anyPatch) return version.minor === bound.minor;
  return version.minor === 0n && version.patch === bound.patch;
}

const versions = new WeakMap<Struct, Version>();

function structOf(version: Version): Struct {
  const {major, minor, patch} = version;
  const isPrerelease = version.prerelease !== '';
  const changed = (change: Partial<Version>) => {
    const next = {...version, prerelease: '', metadata: '', ...change};
    return structOf({...next, original: (version.original.startsWith('v') ? 'v' : '') + textOf(next)});
  };
  const compared =
    (accept: (order: number) => Value): Method =>
    (other) =>
      accept(compareVersions(version, versionOf(other)));
  const methods: Record<string, Method> = {
    Major: () => major,
    Minor: () => minor,
    Patch: () => patch,
    Prerelease: () => version.prerelease,
    Metadata: () => version.metadata,
    Original: () => version.original,
    String: () => textOf(version),
    Compare: compared((order) => BigInt(Math.sign(order))),
    LessThan: compared((order) => order < 0),
    LessThanEqual: compared((order) => order <= 0),
    GreaterThan: compared((order) => order > 0),
    GreaterThanEqual: compared((order) => order >= 0),
    Equal: compared((order) => order === 0),
    IncMajor: () => changed({major: major + 1n, minor: 0n, patch: 0n}),
    IncMinor: () => changed({minor: minor + 1n, patch: 0n}),
    IncPatch: () => changed(isPrerelease ? {} : {patch: patch + 1n}),
    SetPrerelease: (prerelease) => changed({prerelease: text.read(prerelease), metadata: version.metadata}),
    SetMetadata: (metadata) => changed({prerelease: version.prerelease, metadata: text.read(metadata)}),
  };
  const struct = withJsonForm(new Struct('*semver.Version', {}, methods), () => textOf(version));
  versions.set(struct, version);
  return struct;
}

function versionOf(value: Value): Version {
  const version = value instanceof Struct ? versions.get(value) : undefined;
  if (version === undefined) throw new Error('a version was expected; make one with semver');
  return version;
}

export const semverFunctions: FunctionTable = {
  semver: unary(text, (version) => structOf(parseVersion(version))),
  semverCompare: binary(text, text, (constraint, version) => satisfies(version, constraint)),
};
