// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../errors.js';
import {didYouMean} from '../../suggest.js';
import {BadValue, type FlagShape, kindOf, parseBool, parseCommaList, spelledOut} from './flag-value.js';

/** What stood in argv: texts per flag in order (a boolean as `true` or `false`), and the words that are no flags. */
export interface ParsedArgv {
  flags: Map<string, string[]>;
  words: string[];
}

/**
 * Reads argv by the rules of Go's pflag: flags and words in any order, `--a=b`, `--a b`, `-ab`, `-ab=c`, `-a b`,
 * booleans and optional values only with `=`, `--` ends the flags, repeats add up for lists and the last wins otherwise.
 * @throws IstioctlError (exit 64) in pflag's wording for an unknown flag, a missing or a bad value.
 */
export function parseArgv(argv: readonly string[], flags: readonly FlagShape[]): ParsedArgv {
  const byName = new Map(flags.flatMap((flag) => [flag.name, ...(flag.aliases ?? [])].map((name) => [name, flag])));
  const byChar = new Map(flags.flatMap((flag) => (flag.char ? [[flag.char, flag] as const] : [])));
  const parsed: ParsedArgv = {flags: new Map(), words: []};
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      parsed.words.push(...rest);
      break;
    }
    if (word.startsWith('--')) readLong(word, rest, byName, parsed);
    else if (word.startsWith('-') && word !== '-') readShort(word, rest, byChar, parsed);
    else parsed.words.push(word);
  }
  return parsed;
}

function readLong(word: string, rest: string[], byName: Map<string, FlagShape>, parsed: ParsedArgv): void {
  const equals = word.indexOf('=');
  const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
  if (name === '' || name.startsWith('-')) throw usage(`bad flag syntax: ${word}`);
  const flag = byName.get(name);
  if (!flag)
    throw usage(
      `unknown flag: --${name}`,
      didYouMean(name, [...byName.keys()], (other) => `--${other}`),
    );
  const given = equals < 0 ? undefined : word.slice(equals + 1);
  record(flag, given ?? valueOf(flag, rest, `--${name}`), parsed);
}

function readShort(word: string, rest: string[], byChar: Map<string, FlagShape>, parsed: ParsedArgv): void {
  let letters = word.slice(1);
  while (letters !== '') {
    const char = letters.slice(0, 1);
    const flag = byChar.get(char);
    if (!flag) throw usage(`unknown shorthand flag: '${char}' in -${letters}`);
    const after = letters.slice(1);
    if (after.startsWith('=') && letters.length > 2) {
      record(flag, after.slice(1), parsed);
      return;
    }
    const alone = valueAlone(flag);
    if (alone !== undefined) {
      record(flag, alone, parsed);
      letters = after;
      continue;
    }
    record(flag, after === '' ? valueOf(flag, rest, `'${char}' in -${letters}`) : after, parsed);
    return;
  }
}

/** What a flag without `=` means, for one that takes no word of its own. */
function valueAlone(flag: FlagShape): string | undefined {
  return kindOf(flag) === 'bool' ? 'true' : flag.optionalValue;
}

function valueOf(flag: FlagShape, rest: string[], spelled: string): string {
  const value = valueAlone(flag) ?? rest.shift();
  if (value === undefined) throw usage(`flag needs an argument: ${spelled}`);
  return value;
}

function record(flag: FlagShape, text: string, parsed: ParsedArgv): void {
  const kind = kindOf(flag);
  const before = parsed.flags.get(flag.name) ?? [];
  if (kind === 'stringArray') parsed.flags.set(flag.name, [...before, text]);
  else if (kind === 'stringSlice') parsed.flags.set(flag.name, [...before, ...parseCommaList(text)]);
  else parsed.flags.set(flag.name, [kind === 'bool' ? String(booleanOf(flag, text)) : text]);
}

/** @throws IstioctlError (exit 64) when the text is no Go boolean. */
export function booleanOf(flag: Pick<FlagShape, 'name' | 'char'>, text: string): boolean {
  const value = parseBool(text);
  if (value !== undefined) return value;
  const goReason = `strconv.ParseBool: parsing "${text}": invalid syntax`;
  throw invalidValue(flag, text, new BadValue('must be true or false', {goReason}));
}

/** The error pflag gives for a value that a flag cannot take. */
export function invalidValue(
  flag: Pick<FlagShape, 'name' | 'char'>,
  text: string,
  reason: BadValue | string,
): IstioctlError {
  const start = `invalid argument "${text}" for "${spelledOut(flag)}" flag: `;
  if (typeof reason === 'string') return usage(start + reason);
  return new IstioctlError(start + reason.message, {
    exitCode: ExitCode.Usage,
    cause: reason,
    reference: {message: start + reason.goReason},
  });
}

function usage(message: string, hint?: string): IstioctlError {
  return new IstioctlError(message, {exitCode: ExitCode.Usage, ...(hint ? {hint} : {})});
}
