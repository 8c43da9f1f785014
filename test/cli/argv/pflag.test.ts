// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type FlagShape, parseBool, parseCommaList, parseDuration} from '../../../src/cli/argv/flag-value.js';
import {parseArgv} from '../../../src/cli/argv/pflag.js';

const flags: FlagShape[] = [
  {name: 'all', char: 'A', type: 'boolean'},
  {name: 'wait', type: 'boolean'},
  {name: 'dry-run', char: 'd', type: 'option', optionalValue: 'server'},
  {name: 'namespace', char: 'n', type: 'option'},
  {name: 'set', char: 's', type: 'option', multiple: true},
  {name: 'filename', char: 'f', type: 'option', multiple: true, delimiter: ','},
];

function read(...argv: string[]) {
  const {flags: found, words} = parseArgv(argv, flags);
  return {...Object.fromEntries(found), words};
}

describe('argv as pflag reads it', () => {
  test.each([
    ['a value behind a blank', ['--namespace', 'x', 'pod'], {namespace: ['x'], words: ['pod']}],
    ['a value behind =', ['--namespace=x=y'], {namespace: ['x=y'], words: []}],
    ['an empty value', ['--namespace='], {namespace: [''], words: []}],
    ['a value that looks like a flag', ['-n', '--all'], {namespace: ['--all'], words: []}],
    ['words before flags', ['pod', '-n', 'x'], {namespace: ['x'], words: ['pod']}],
    ['the last of a repeated flag', ['-n', 'x', '-n', 'y'], {namespace: ['y'], words: []}],
    ['every one of a list, commas kept', ['-s', 'a=b,c', '--set', 'd'], {set: ['a=b,c', 'd'], words: []}],
    ['comma lists taken apart', ['-f', 'a,b', '-f', '"c,d"'], {filename: ['a', 'b', 'c,d'], words: []}],
    ['a boolean without a value leaves the next word', ['--wait', 'false'], {wait: ['true'], words: ['false']}],
    ['an optional value left out', ['--dry-run', 'x'], {'dry-run': ['server'], words: ['x']}],
    ['an optional value', ['--dry-run=client'], {'dry-run': ['client'], words: []}],
    ['an optional value among letters', ['-dA'], {'dry-run': ['server'], all: ['true'], words: []}],
    ['a boolean with =', ['--wait=F', '-A=0'], {wait: ['false'], all: ['false'], words: []}],
    ['letters joined', ['-Anx'], {all: ['true'], namespace: ['x'], words: []}],
    ['letters joined with =', ['-An=x'], {all: ['true'], namespace: ['x'], words: []}],
    ['nothing behind --', ['--', '-n', 'x'], {words: ['-n', 'x']}],
    ['a lone dash as a word', ['-'], {words: ['-']}],
    ['a lone dash as a value', ['-f', '-'], {filename: ['-'], words: []}],
  ])('%s', (_, argv, expected) => {
    expect(read(...argv)).toEqual(expected);
  });

  test.each([
    [['--nope'], 'unknown flag: --nope'],
    [['-x'], "unknown shorthand flag: 'x' in -x"],
    [['-Ax'], "unknown shorthand flag: 'x' in -x"],
    [['--namespace'], 'flag needs an argument: --namespace'],
    [['-n'], "flag needs an argument: 'n' in -n"],
    [['--wait=maybe'], 'invalid argument "maybe" for "--wait" flag: must be true or false'],
    [['-A=maybe'], 'invalid argument "maybe" for "-A, --all" flag: must be true or false'],
    [['---x'], 'bad flag syntax: ---x'],
  ])('%j is refused with 64', (argv, message) => {
    expect(() => read(...argv)).toThrowError(expect.objectContaining({message, exitCode: 64}));
  });

  test('values survive whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (values) => {
        expect(
          parseArgv(
            values.flatMap((value) => ['--set', value]),
            flags,
          ).flags.get('set') ?? [],
        ).toEqual(values);
        expect(
          parseArgv(
            values.map((value) => `--set=${value}`),
            flags,
          ).flags.get('set') ?? [],
        ).toEqual(values);
      }),
    );
  });
});

describe('flag values', () => {
  test.each([
    ['', []],
    ['a', ['a']],
    ['a,b', ['a', 'b']],
    ['a,,b,', ['a', '', 'b', '']],
    ['"a,b",c', ['a,b', 'c']],
    ['"a""b"', ['a"b']],
  ])('comma list %j', (text, items) => {
    expect(parseCommaList(text)).toEqual(items);
  });

  test.each([
    ['5m0s', 300_000],
    ['1h2m3.5s', 3_723_500],
    ['-1.5h', -5_400_000],
    ['0', 0],
    ['100ms', 100],
    ['.5s', 500],
  ])('duration %s', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  test.each([
    ['5', 'time: missing unit in duration "5"'],
    ['', 'time: invalid duration ""'],
    ['5x', 'time: unknown unit "x" in duration "5x"'],
    ['m', 'time: invalid duration "m"'],
    ['5constructor', 'time: unknown unit "constructor" in duration "5constructor"'],
  ])('duration %j is refused', (text, goReason) => {
    const message = 'must be a duration such as 30s or 1h30m';
    expect(() => parseDuration(text)).toThrowError(expect.objectContaining({message, goReason}));
  });

  test('a mistake in a boolean has the words of Go, too', () => {
    const message = 'invalid argument "maybe" for "--wait" flag: strconv.ParseBool: parsing "maybe": invalid syntax';
    expect(() => read('--wait=maybe')).toThrowError(expect.objectContaining({reference: {message}}));
  });

  test('booleans are Go’s', () => {
    expect(['1', 'T', 'true', '0', 'False', 'yes', ''].map(parseBool)).toEqual([
      true,
      true,
      true,
      false,
      false,
      undefined,
      undefined,
    ]);
  });
});
