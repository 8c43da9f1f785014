// SPDX-License-Identifier: Apache-2.0
/** Why a flag does not take a text. */
export class BadValue extends Error {
  /** The same in the words of Go, which `--compat 1.30` prints. */
  readonly goReason: string;
  /** The value where the Go istioctl takes the text; undefined where it does not. */
  readonly goValue: unknown;

  constructor(reason: string, {goReason = reason, goValue}: {goReason?: string; goValue?: unknown} = {}) {
    super(reason);
    this.goReason = goReason;
    this.goValue = goValue;
  }
}

/** The help group of the flags that every command has. */
export const GLOBAL = 'Global';

/** How one flag reads its text; decided by its oclif definition (see {@link kindOf}). */
export type FlagKind = 'bool' | 'string' | 'int' | 'stringArray' | 'stringSlice';

/** The part of an oclif flag definition, or of its entry in the shipped manifest, that decides how argv is read. */
export interface FlagShape {
  name: string;
  type: 'boolean' | 'option';
  char?: string | undefined;
  multiple?: boolean | undefined;
  delimiter?: string | undefined;
  aliases?: readonly string[] | undefined;
  options?: readonly string[] | undefined;
  /**
   * What the flag is when it stands alone (pflag's NoOptDefVal); a value then needs `=`. Such a flag says so with a
   * help value that begins with `[`, by which the manifest knows it.
   */
  optionalValue?: string | undefined;
}

export function kindOf(flag: FlagShape): FlagKind {
  if (flag.type === 'boolean') return 'bool';
  if (!flag.multiple) return 'string';
  return flag.delimiter ? 'stringSlice' : 'stringArray';
}

const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/** Go's strconv.ParseBool. Undefined when the text is neither. */
export function parseBool(text: string): boolean | undefined {
  if (TRUE.has(text)) return true;
  return FALSE.has(text) ? false : undefined;
}

/** One line of comma-separated values as pflag's StringSlice reads it: double quotes keep commas, `""` is a quote. */
export function parseCommaList(text: string): string[] {
  if (text === '') return [];
  const items: string[] = [];
  let rest = text;
  for (;;) {
    const quoted = /^"((?:[^"]|"")*)"(?=,|$)/.exec(rest);
    const plain = /^[^,]*/.exec(rest);
    const consumed = quoted?.[0] ?? plain?.[0] ?? '';
    items.push(quoted?.[1] === undefined ? consumed : quoted[1].replaceAll('""', '"'));
    if (consumed.length === rest.length) return items;
    rest = rest.slice(consumed.length + 1);
  }
}

/** How pflag names a flag in its errors: `-o, --output` or `--set`. */
export function spelledOut(flag: Pick<FlagShape, 'name' | 'char'>): string {
  return flag.char ? `-${flag.char}, --${flag.name}` : `--${flag.name}`;
}

const UNITS: Record<string, number> = {ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1e3, m: 6e4, h: 3.6e6};

/**
 * Go's time.ParseDuration, in milliseconds.
 *
 * @throws BadValue where the text is not a duration.
 */
export function parseDuration(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  let rest = text.replace(/^[+-]/, '');
  if (rest === '0') return 0;
  if (rest === '') throw badDuration(`invalid duration "${text}"`);
  let total = 0;
  while (rest !== '') {
    const number = /^(\d+\.?\d*|\.\d+)/.exec(rest)?.[0];
    if (number === undefined) throw badDuration(`invalid duration "${text}"`);
    rest = rest.slice(number.length);
    const unit = /^[^\d.]+/.exec(rest)?.[0];
    if (unit === undefined) throw badDuration(`missing unit in duration "${text}"`);
    const milliseconds = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
    if (milliseconds === undefined) throw badDuration(`unknown unit "${unit}" in duration "${text}"`);
    total += Number(number) * milliseconds;
    rest = rest.slice(unit.length);
  }
  return sign * total;
}

function badDuration(goReason: string): BadValue {
  return new BadValue('must be a duration such as 30s or 1h30m', {goReason: `time: ${goReason}`});
}
