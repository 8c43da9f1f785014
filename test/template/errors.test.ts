// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import type {Value} from '../../src/template/compile/value.js';
import {ArgumentError, TemplateError} from '../../src/template/template-error.js';
import {TemplateSet} from '../../src/template/template-set.js';
import {functions} from './oracle.js';

function failure(text: string, data: Value = {}): TemplateError {
  const arity = () => {
    throw new ArgumentError('wrong type for value; expected string; got int');
  };
  const wrapped: (typeof functions)['include'] = ([name, dot], call) => {
    try {
      return call.include(String(name), dot);
    } catch (error) {
      throw new Error('wrapped', {cause: error});
    }
  };
  const set = new TemplateSet({functions: {...functions, arity, wrapped}, missingKey: 'zero'});
  try {
    set.parse('c/templates/a.yaml', text);
    set.execute('c/templates/a.yaml', data);
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error('the template did not fail');
}

describe('errors', () => {
  test('say where, what, and show the line with a caret', () => {
    const error = failure('kind: x\n\tname: {{ .a.b.c }} é\n', {a: {}});
    expect(error.message).toBe(
      'c/templates/a.yaml:2:12: cannot read .c: .a.b is nil\n  2 | \tname: {{ .a.b.c }} é\n    | \t           ^',
    );
    expect(error).toMatchObject({file: 'c/templates/a.yaml', line: 2, column: 12, phase: 'execute', trace: []});
    expect(error.goText).toBe(
      'template: c/templates/a.yaml:2:12: executing "c/templates/a.yaml" at <.a.b.c>: nil pointer evaluating interface {}.c',
    );
  });

  test('count columns in bytes and put the caret under the character', () => {
    const error = failure('é😀 {{ fail "x" }}');
    expect(error).toMatchObject({column: 10, excerpt: '  1 | é😀 {{ fail "x" }}\n    |       ^'});
  });

  test('inside an included template point to the inner place and list the calls', () => {
    const error = failure('{{ define "in" }}\n{{ .x.y }}{{ end }}\n\n{{ include "in" .a }}', {a: {x: 's'}});
    expect(error).toMatchObject({line: 2, column: 5, reason: 'cannot read .y: .x is a string'});
    expect(error.trace).toEqual(['c/templates/a.yaml:4:3 (include "in" .a)']);
    expect(error.goText).toBe(
      'template: c/templates/a.yaml:4:3: executing "c/templates/a.yaml" at <include "in" .a>: error calling include: ' +
        'template: c/templates/a.yaml:2:5: executing "in" at <.x.y>: can\'t evaluate field y in type interface {}',
    );
  });

  test('keep the inner place when a function puts them into an error of its own', () => {
    const error = failure('{{ define "in" }}{{ fail "deep" }}{{ end }}{{ wrapped "in" . }}');
    expect(error).toMatchObject({line: 1, column: 20, reason: 'deep'});
    expect(error.goText).toMatch(/at <wrapped "in" \.>: error calling wrapped: wrapped$/);
  });

  test('inside a template action list the calls too', () => {
    const error = failure('{{ define "in" }}{{ fail "deep" }}{{ end }}\n{{ template "in" }}');
    expect(error.trace).toEqual(['c/templates/a.yaml:2:12 ({{template "in"}})']);
    expect(error.goText).toBe(
      'template: c/templates/a.yaml:1:20: executing "in" at <fail "deep">: error calling fail: deep',
    );
  });

  test.each<[string, string]>([
    ['{{ if }}', 'template: c/templates/a.yaml:1: missing value for if'],
    ['{{ if .a }}', 'template: c/templates/a.yaml:1: unexpected EOF'],
    ['{{ .a', 'template: c/templates/a.yaml:1: unclosed action'],
    ['{{\n.a\n', 'template: c/templates/a.yaml:3: unclosed action started at c/templates/a.yaml:1'],
    ['{{ nope }}', 'template: c/templates/a.yaml:1: function "nope" not defined'],
    ['{{ $x }}', 'template: c/templates/a.yaml:1: undefined variable "$x"'],
    ['{{ end }}', 'template: c/templates/a.yaml:1: unexpected {{end}}'],
    ['{{ break }}', 'template: c/templates/a.yaml:1: {{break}} outside {{range}}'],
    ['{{ 1 | 2 }}', 'template: c/templates/a.yaml:1: non executable command in pipeline stage 2'],
    ['{{ 99999999999999999999 }}', 'template: c/templates/a.yaml:1: integer overflow: "99999999999999999999"'],
    ['{{ "a', 'template: c/templates/a.yaml:1: unterminated quoted string'],
    ['{{/* a', 'template: c/templates/a.yaml:1: unclosed comment'],
  ])('%j is refused when it is parsed', (text, goText) => {
    expect(failure(text)).toMatchObject({phase: 'parse', goText});
  });

  test.each<[string, string]>([
    ['{{ len 3 }}', 'error calling len: len of type int'],
    ['{{ len }}', 'wrong number of args for len: want 1 got 0'],
    ['{{ eq 1 1.0 }}', 'error calling eq: incompatible types for comparison: int and float64'],
    ['{{ lt .l 1 }}', 'error calling lt: invalid type for comparison'],
    ['{{ eq .l .l }}', 'error calling eq: non-comparable type [%!s(float64=1)]: []interface {}'],
    ['{{ index .l 5 }}', 'error calling index: index out of range: 5'],
    ['{{ index .l 1 }}', 'error calling index: reflect: slice index out of range'],
    ['{{ range .s }}{{ end }}', "range can't iterate over text"],
    ['{{ range 1.5 }}{{ end }}', "range can't iterate over 1.5"],
    ['{{ template "gone" }}', 'template "gone" not defined'],
    ['{{ nil }}', 'nil is not a command'],
    ['{{ .s 1 }}', 's is not a method but has arguments'],
    ['{{ upper 1 }}', 'expected string; found 1'],
    ['{{ upper .l }}', 'wrong type for value; expected string; got []interface {}'],
    ['{{ arity 1 }}', 'wrong type for value; expected string; got int'],
    ['{{ call .s }}', 'error calling call: non-function .s of type string'],
    ['{{ 18446744073709551615 }}', '18446744073709551615 overflows int'],
  ])('%j fails when it runs', (text, reason) => {
    const error = failure(text, {l: [1], s: 'text'});
    expect(error.phase).toBe('execute');
    expect(error.goText.endsWith(`>: ${reason}`), error.goText).toBe(true);
  });
});
