// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {Struct, setKey, type Value, type ValueMap} from '../../src/template/compile/value.js';
import {type TemplateFunction, TemplateSet} from '../../src/template/template-set.js';
import {functions} from './oracle.js';

function render(text: string, data: Value = {}, missingKey: 'default' | 'zero' | 'error' = 'zero'): string {
  const set = new TemplateSet({functions, missingKey});
  set.parse('main', text);
  return set.execute('main', data);
}

const data: ValueMap = {
  name: 'web',
  port: 8080,
  million: 1_000_000,
  flags: {b: true, a: false},
  list: ['x', 2, null],
  empty: [],
  nothing: null,
};

describe('actions', () => {
  test.each<[string, string]>([
    ['plain {{ .name }}', 'plain web'],
    ['{{ .port }} {{ .million }}', '8080 1e+06'],
    ['a {{- " b " -}} c', 'a b c'],
    ['a\n  {{- /* comment */ -}}\n b', 'ab'],
    ['{{ "raw" | printf "%s-%d" `x` }}', 'x-%!d(string=raw)'],
    ['{{ .list }} {{ .flags }}', '[x 2 <nil>] map[a:false b:true]'],
    ['{{ .nothing }}{{ .gone }}', '<no value><no value>'],
    ['{{ ((.gone).far).away }}', '<no value>'],
    ["{{ 0x10 }} {{ 017 }} {{ 1_000 }} {{ 1e3 }} {{ 'a' }} {{ 1.0 }} {{ -0xE }}", '16 15 1000 1000 97 1 -14'],
    ['{{ print 1 2 "a" "b" 3 nil true }}', '1 2ab3 <nil> true'],
    ['{{ println "a" 1 }}', 'a 1\n'],
    ['{{ len "é" }} {{ index "é" 0 }} {{ slice "abc" 1 2 }}', '2 195 b'],
    [
      '{{ html "<a b=\'c\'>&" }} {{ js "it\'s <b>" }} {{ urlquery "a b/ü" }}',
      "&lt;a b=&#39;c&#39;&gt;&amp; it\\'s \\u003Cb\\u003E a+b%2F%C3%BC",
    ],
  ])('%j prints %j', (text, expected) => {
    expect(render(text, data)).toBe(expected);
  });
});

describe('control structures and scope', () => {
  test.each<[string, string]>([
    ['{{ range $i, $e := .list }}{{ $i }}={{ $e }} {{ end }}', '0=x 1=2 2=<no value> '],
    ['{{ range $k, $v := .flags }}{{ $k }}:{{ $v }};{{ end }}', 'a:false;b:true;'],
    ['{{ range .empty }}x{{ else }}none{{ end }}{{ range .nothing }}x{{ else }}nil{{ end }}', 'nonenil'],
    ['{{ range 3 }}{{ . }}{{ end }}{{ range $i := 2 }}{{ $i }}{{ end }}', '01201'],
    ['{{ range 9 }}{{ if eq . 1 }}{{ continue }}{{ end }}{{ if eq . 4 }}{{ break }}{{ end }}{{ . }}{{ end }}', '023'],
    ['{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ $x := 3 }}{{ end }}{{ $x }}', '2'],
    ['{{ with $n := .name }}{{ $n }}{{ . }}{{ else }}no{{ end }}', 'webweb'],
    ['{{ with .gone }}a{{ else with .name }}{{ . }}{{ end }}', 'web'],
    ['{{ if .empty }}a{{ else if .nothing }}b{{ else if .flags }}c{{ end }}', 'c'],
    ['{{ define "t" }}[{{ . }}{{ $ }}]{{ end }}{{ with .name }}{{ template "t" $.port }}{{ end }}', '[80808080]'],
    ['{{ block "b" .name }}<{{ . }}>{{ end }}', '<web>'],
    ['{{ include "late" . | upper }}{{ define "late" }}{{ .name }}{{ end }}', 'WEB'],
  ])('%j prints %j', (text, expected) => {
    expect(render(text, data)).toBe(expected);
  });
});

describe('comparison and logic', () => {
  test.each<[string, string]>([
    ['{{ eq 1 2 3 1 }} {{ ne "a" "b" }} {{ lt 1 2 }} {{ ge 1.5 1.5 }} {{ gt "b" "a" }}', 'true true true true true'],
    ['{{ eq .nothing nil }} {{ eq .gone .nothing }} {{ eq .name nil }}', 'true true false'],
    ['{{ and 1 "" (fail "not reached") }}|{{ or 0 "x" (fail "not reached") }}', '|x'],
    ['{{ not .empty }} {{ not 0.0 }} {{ not "false" }}', 'true true false'],
    ['{{ if and .name (not .gone) }}yes{{ end }}', 'yes'],
  ])('%j prints %j', (text, expected) => {
    expect(render(text, data)).toBe(expected);
  });
});

describe('structs', () => {
  const version = new Struct('chart.Version', {Major: '1'}, {String: () => 'v1.32.0'});
  const apis = new Struct(
    'chart.Apis',
    {},
    {Has: Object.assign((name: Value) => name === 'apps/v1', {signature: {fixed: ['string' as const]}})},
    ['v1', 'apps/v1'],
  );
  const files = new Struct(
    'chart.Files',
    {},
    {Get: (name: Value) => `<${String(name)}>`},
    {'b.txt': 'B', 'a.txt': 'A'},
  );

  test.each<[string, string]>([
    ['{{ .version }} {{ .version.Major }} {{ printf "%s|%q" .version .version }}', 'v1.32.0 1 v1.32.0|"v1.32.0"'],
    [
      '{{ .apis.Has "apps/v1" }} {{ "v2" | .apis.Has }} {{ range .apis }}{{ . }} {{ end }}{{ len .apis }}',
      'true false v1 apps/v1 2',
    ],
    ['{{ range $name, $text := .files }}{{ $name }}={{ $text }} {{ end }}{{ .files.Get "x" }}', 'a.txt=A b.txt=B <x>'],
  ])('%j prints %j', (text, expected) => {
    expect(render(text, {version, apis, files})).toBe(expected);
  });
});

describe('template sets', () => {
  test('a later definition wins unless it is empty', () => {
    const set = new TemplateSet({functions});
    set.parse('a', '{{ define "d" }}first{{ end }}');
    set.parse('b', '{{ define "d" }}second{{ end }}');
    set.parse('c', '{{ define "d" }}  {{/* nothing */}}{{ end }}{{ template "d" }}');
    expect(set.execute('c', null)).toBe('second');
  });

  test('can be executed many times, with other data', () => {
    const set = new TemplateSet({functions});
    set.parse('a', '{{ $x := .n }}{{ range 2 }}{{ $x = print $x . }}{{ end }}{{ $x }}');
    expect([1n, 2n].map((n) => set.execute('a', {n}))).toEqual(['1 01', '2 01']);
  });

  test('a template run by tpl sees the set, and what it defines is gone afterwards', () => {
    const tpl: TemplateFunction = ([text, dot], call) => call.tpl(String(text), dot);
    const has: TemplateFunction = ([name], call) => call.set.has(String(name));
    const set = new TemplateSet({functions: {...functions, tpl, has}, missingKey: 'zero'});
    set.parse('lib', '{{ define "hi" }}hi {{ . }}{{ end }}');
    set.parse('a', '{{ tpl .text . }} {{ has "inner" }}');
    const text =
      '{{ define "inner" }}<{{ . }}>{{ end }}{{ include "hi" .name }} {{ include "inner" 1 }} {{ has "inner" }}';
    expect(set.execute('a', {text, name: 'you'})).toBe('hi you <1> true false');
  });

  test('a function hides the built-in one of its name', () => {
    const set = new TemplateSet({functions: {len: () => 'own'}});
    set.parse('a', '{{ len 1 2 3 }}');
    expect(set.execute('a', null)).toBe('own');
  });
});

describe('nothing of JavaScript can be reached', () => {
  const hostile: ValueMap = {list: [1], text: 'x', map: {}};
  test.each([
    '{{ .constructor }}',
    '{{ .__proto__ }}',
    '{{ .map.toString }}',
    '{{ .map.hasOwnProperty }}',
    '{{ index .map "__proto__" }}',
    '{{ index .map "constructor" }}',
  ])('%s has no value', (text) => {
    expect(render(text, hostile)).toBe('<no value>');
  });

  test.each(['{{ .list.length }}', '{{ .text.length }}', '{{ .list.push 1 }}', '{{ constructor }}', '{{ toString }}'])(
    '%s is an error',
    (text) => {
      expect(() => render(text, hostile)).toThrow(/field|function|has no|cannot read/);
    },
  );

  test('hostile names are keys like any other', () => {
    const map: ValueMap = {};
    setKey(map, '__proto__', 'p');
    setKey(map, 'constructor', 'c');
    expect(render('{{ .__proto__ }}{{ .constructor }}{{ index . "__proto__" }} {{ . }}', map)).toBe(
      'pcp map[__proto__:p constructor:c]',
    );
    expect(render('{{ define "__proto__" }}d{{ end }}{{ template "__proto__" }}')).toBe('d');
  });
});
