// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Value} from '../../src/template/compile/value.js';
import {TemplateError} from '../../src/template/template-error.js';
import {type Limits, type TemplateFunction, TemplateSet} from '../../src/template/template-set.js';
import {functions} from './oracle.js';

const tpl: TemplateFunction = ([text, dot], call) => call.tpl(String(text), dot);

function run(text: string, data: Value = {}, limits: Partial<Limits> = {}): string {
  const set = new TemplateSet({functions: {...functions, tpl}, missingKey: 'zero', limits});
  set.parse('main', text);
  return set.execute('main', data);
}

function failure(text: string, data?: Value, limits?: Partial<Limits>): TemplateError {
  try {
    run(text, data, limits);
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error('the template came to an end');
}

/** 2^40 elements in 40 lists. */
function bomb(): Value {
  let value: Value = ['x'];
  for (let i = 0; i < 40; i++) value = [value, value];
  return value;
}

function containsItself(): Value {
  const map: Record<string, Value> = {};
  map['self'] = map;
  return map;
}

describe('templates without end', () => {
  test.each<[string, string]>([
    ['a template that calls itself', '{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}'],
    [
      'an include in a circle',
      '{{ define "a" }}{{ include "b" . }}{{ end }}{{ define "b" }}{{ include "a" . }}{{ end }}{{ include "a" . }}',
    ],
    ['tpl of its own text', '{{ tpl .text . }}'],
  ])('%s ends at the depth limit', (_, text) => {
    expect(failure(text, {text: '{{ tpl .text . }}'}).reason).toMatch(
      /^exceeded maximum template depth(?: \(1000\)|: the stack is full)$/,
    );
  });

  test('the depth that is allowed can be reached', () => {
    const text =
      '{{ define "a" }}{{ if . }}{{ include "a" (slice . 1) }}{{ else }}end{{ end }}{{ end }}{{ include "a" . }}';
    expect(
      run(
        text,
        Array.from({length: 90}, () => 1),
        {depth: 100},
      ),
    ).toBe('end');
    const error = failure(
      text,
      Array.from({length: 200}, () => 1),
      {depth: 100},
    );
    expect(error).toMatchObject({line: 1, column: 29, reason: 'exceeded maximum template depth (100)'});
  });

  test('a loop ends at the step limit', () => {
    expect(failure('{{ range 1000000000000 }}{{ end }}').reason).toMatch(/limit of \d+ steps/);
  });

  test('templates that call each other twice end at the step limit', () => {
    const levels = Array.from(
      {length: 60},
      (_, i) => `{{ define "t${i}" }}{{ template "t${i + 1}" }}{{ template "t${i + 1}" }}{{ end }}`,
    );
    const text = `${levels.join('')}{{ define "t60" }}{{ end }}{{ template "t0" }}`;
    expect(failure(text, {}, {steps: 100_000}).reason).toMatch(/limit of 100000 steps/);
  });

  test('the clock ends an execution that has a time limit', () => {
    const text = '{{ range 1000000000000 }}{{ print . }}{{ end }}';
    expect(failure(text, {}, {timeoutMs: 20, steps: 0, outputBytes: 0}).reason).toBe(
      'the template runs longer than 20 ms',
    );
  });

  test('output ends at its limit, also when it is captured', () => {
    const text = '{{ define "a" }}{{ range 1000 }}0123456789{{ end }}{{ end }}{{ len (include "a" .) }}';
    expect(run(text)).toBe('10000');
    expect(failure(text, {}, {outputBytes: 5000}).reason).toBe('the output exceeds the limit of 5000 bytes');
  });

  test.each<[string, string, Value]>([
    ['a text that doubles', '{{ $x := "ab" }}{{ range 60 }}{{ $x = print $x $x }}{{ end }}', {}],
    ['a list that stands for 2^40 elements', '{{ . }}', bomb()],
    ['the same in printf', '{{ printf "%v" . }}', bomb()],
    ['a map that contains itself', '{{ . }}', containsItself()],
    ['many huge widths', `{{ printf "${'%9999999d'.repeat(200)}" }}`.replace('" }}', `"${' 1'.repeat(200)} }}`), {}],
  ])('%s ends', (_, text, data) => {
    expect(failure(text, data)).toBeInstanceOf(TemplateError);
  });

  test.each<[string, string]>([
    ['parentheses', `{{ ${'('.repeat(100_000)}`],
    ['closed parentheses', `{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`],
    ['conditions', '{{ if 1 }}'.repeat(50_000)],
    ['closed conditions', '{{ if 1 }}'.repeat(20_000) + '{{ end }}'.repeat(20_000)],
    ['left delimiters', '{{'.repeat(100_000)],
  ])('deeply nested %s are refused', (_, text) => {
    expect(failure(text)).toBeInstanceOf(TemplateError);
  });

  test('long chains of else if are no problem', () => {
    expect(run(`{{ if 0 }}${'{{ else if 0 }}'.repeat(300)}{{ else }}x{{ end }}`)).toBe('x');
    expect(run(`{{ 1${' | print'.repeat(20_000)} }}`)).toBe('1');
  });
});

describe('any text', () => {
  const pieces = fc.constantFrom(
    ...'{{ }} {{- -}} . .a $ $x := = | ( ) " ` \' , /* */ if else end range with define template block'.split(' '),
    ...'break continue nil true and 1 0x 1e9 "t" include printf "%v" é 😀 \ud800 \u0000 - + _'.split(' '),
    ' ',
    '\n',
  );
  const actions = fc
    .array(fc.array(pieces, {maxLength: 8}), {maxLength: 6})
    .map((all) => all.map((one) => `{{ ${one.join('')} }}`).join('x'));
  const texts = fc.oneof(
    fc.string({unit: 'binary'}),
    fc.array(pieces, {maxLength: 30}).map((all) => all.join('')),
    actions,
  );

  test('is a template or refused with a place in it', () => {
    fc.assert(
      fc.property(texts, (text) => {
        try {
          expect(typeof run(text, {a: {a: 1}}, {steps: 10_000})).toBe('string');
        } catch (error) {
          if (!(error instanceof TemplateError)) throw error;
          expect(error.line).toBeLessThanOrEqual(text.split('\n').length);
          expect(error.goText.startsWith('template: ')).toBe(true);
        }
      }),
      {numRuns: 3000},
    );
  });
});
