// SPDX-License-Identifier: Apache-2.0
import fc, {type Arbitrary} from 'fast-check';

// Templates that mostly make sense: expressions have the types that functions want, and now and then another one.
// Left out is what cannot agree: random values, Go's random map order, and the types that the value model lacks
// (int64 as a type of its own, []string, nil lists); see the report of differences in functions.test.ts.

export interface GeneratedChart {
  template: string;
  values: Record<string, unknown>;
}

const word = fc.constantFrom('a', 'b', 'c', 'd');
const string = fc.oneof(
  word,
  fc.constantFrom(
    '',
    'Hello World',
    'foo-bar_baz',
    'é ü',
    '1',
    '010',
    '1.5',
    'a,b,,c',
    ' x ',
    'true',
    '<&>',
    'a: 1',
    '- x',
  ),
  fc.string({maxLength: 6}),
);

const scalar = fc.oneof(
  string,
  fc.integer({min: -20, max: 1000}),
  fc.double({min: -1e6, max: 1e6, noNaN: true}),
  fc.boolean(),
  fc.constantFrom(null, 0, 1e21, 1e-7),
);
const tree = fc.letrec<{value: unknown}>((tie) => ({
  value: fc.oneof(
    {maxDepth: 3, withCrossShrink: true},
    scalar,
    fc.array(tie('value'), {maxLength: 3}),
    fc.dictionary(word, tie('value'), {maxKeys: 3}),
  ),
})).value;

/** Values with the kinds of thing that expressions look for under fixed names. */
const values = fc.record({
  s: string,
  t: string,
  i: fc.integer({min: -5, max: 12}),
  f: fc.double({min: -100, max: 100, noNaN: true}),
  flag: fc.boolean(),
  l: fc.array(scalar, {maxLength: 4}),
  names: fc.array(word, {minLength: 1, maxLength: 4}),
  m: fc.dictionary(word, scalar, {maxKeys: 4}),
  deep: fc.dictionary(word, tree, {maxKeys: 3}),
  any: tree,
});

interface Grammar {
  text: string;
  int: string;
  number: string;
  bool: string;
  list: string;
  names: string;
  map: string;
  any: string;
  statement: string;
}

const literal = string.map((value) => JSON.stringify(value.replaceAll(/\p{Cc}/gu, '?')));
const smallInt = fc.integer({min: -3, max: 12}).map(String);

/** A call of one of the functions, with arguments made by the given rules. */
function call(names: readonly string[], ...args: Arbitrary<string>[]): Arbitrary<string> {
  return fc.tuple(fc.constantFrom(...names), ...args).map((parts) => `(${parts.join(' ')})`);
}

const grammar = fc.letrec<Grammar>((tie) => {
  const rule = (name: keyof Grammar) => tie(name).map(String);
  const [text, int, number, bool] = [rule('text'), rule('int'), rule('number'), rule('bool')];
  const [list, names, map, any, statement] = [rule('list'), rule('names'), rule('map'), rule('any'), rule('statement')];
  const depth = {maxDepth: 4, depthIdentifier: 'expression'} as const;
  return {
    text: fc.oneof(
      depth,
      fc.oneof(literal, fc.constantFrom('$v.s', '$v.t', '$.Release.Name', '"é"')),
      call(['upper', 'lower', 'title', 'untitle', 'trim', 'swapcase', 'snakecase', 'camelcase', 'kebabcase'], text),
      call(
        ['b64enc', 'b32enc', 'sha1sum', 'adler32sum', 'b64dec', 'base', 'dir', 'clean', 'ext', 'regexQuoteMeta'],
        text,
      ),
      call(['trunc', 'abbrev', 'indent', 'nindent', 'wrap', 'repeat'], fc.integer({min: 0, max: 9}).map(String), text),
      call(['trimSuffix', 'trimPrefix', 'trimAll'], text, text),
      call(['replace'], text, text, text),
      call(['substr'], fc.constantFrom('0', '1'), fc.constantFrom('-1', '9'), call(['printf "%s0123456789"'], text)),
      call(['abbrevboth'], int, int, text),
      call(
        ['quote', 'squote', 'toString', 'toJson', 'toRawJson', 'toPrettyJson', 'toYaml', 'kindOf', 'print', 'html'],
        any,
      ),
      call(['cat', 'quote', 'squote', 'print'], any, any),
      call(['printf "%v|%s"', 'printf "%q %d"', 'printf "%5v%-4v"'], any, text),
      call(['printf "%T%%%v"'], fc.oneof(text, bool), text),
      call(['join'], text, list),
      call(['join', 'plural "x"'], text, fc.constantFrom('nil', '(list 1 "a")')),
      call(['plural'], text, text, int),
      call(['default', 'coalesce'], text, text),
      call(['ternary'], text, text, bool),
      call(['seq'], smallInt, smallInt),
      call(
        ['regexReplaceAll'],
        fc.constantFrom('"[a-c]+"', '"(.)b"', '"^"', '"l*"'),
        text,
        fc.constantFrom('"<$1>"', '"${0}x"', '""'),
      ),
      call(['regexFind'], fc.constantFrom('"[a-c]+"', '"o."', '"$"'), text),
      call(['dig "a" "b"'], text, map),
      call(['get'], map, literal),
      call(['get'], call(['split'], fc.constantFrom('","', '"-"'), text), fc.constant('"_1"')).map((made) =>
        made.replace('(get (', '((').replace(/ "_1"\)$/, '._1)'),
      ),
    ),
    int: fc.oneof(
      depth,
      fc.oneof(smallInt, fc.constant('(int $v.i)')),
      call(['len'], fc.oneof(list, map, text)),
      call(['int'], fc.oneof(number, any)),
      call(['atoi'], text),
    ),
    number: fc.oneof(
      depth,
      fc.oneof(int, fc.constantFrom('$v.i', '$v.f', '1.5', '0x1F', '1e3', "'a'")),
      call(
        ['add', 'sub', 'mul', 'max', 'min', 'addf', 'subf', 'mulf', 'maxf', 'minf', 'div', 'mod', 'divf'],
        number,
        number,
      ),
      call(['add1', 'ceil', 'floor', 'float64', 'int64', 'toDecimal', 'add1f'], fc.oneof(number, any)),
      call(['round'], number, fc.constantFrom('0', '1', '2')),
    ),
    bool: fc.oneof(
      depth,
      fc.constantFrom('true', 'false', '$v.flag'),
      call(['not', 'empty'], any),
      call(['and', 'or'], bool, bool),
      call(['contains', 'hasPrefix', 'hasSuffix', 'eq', 'ne', 'lt', 'ge'], text, text),
      call(['eq', 'ne', 'lt', 'le', 'gt', 'ge'], int, int),
      call(['hasKey'], map, literal),
      call(['has'], literal, list),
      call(['kindIs "string"', 'kindIs "map"', 'kindIs "float64"', 'typeIs "string"', 'typeIs "bool"'], any),
      call(['deepEqual'], literal, any),
      call(['regexMatch'], fc.constantFrom('"a+"', '"^$"', '"("', '"\\\\d"'), text),
      call(['all', 'any'], any, any).map((made) => `(not (not ${made}))`),
      call(
        ['semverCompare'],
        fc.constantFrom('">=1.2"', '"~1"', '"^2 || <1"'),
        fc.constantFrom('"1.2.3"', '"0.9"', '"2.0.0-rc1"'),
      ),
    ),
    list: fc.oneof(
      depth,
      fc.constantFrom('$v.l', '$v.names', '(list 1 "a" nil)', '(list "x")'),
      call(['list', 'tuple'], any, any),
      call(['append', 'prepend', 'push', 'without'], list, any),
      call(['reverse', 'uniq', 'compact'], list),
      call(['concat'], fc.constant('(list 1)'), list),
      call(['rest', 'initial'], call(['prepend'], call(['append'], list, any), any)),
      call(['slice'], list, fc.constant('0')),
      call(['chunk'], fc.constantFrom('1', '2'), list),
      call(['until'], fc.integer({min: 0, max: 5}).map(String)),
      call(['pluck'], literal, map, map),
      call(['fromYamlArray', 'fromJsonArray'], call(['toJson'], list)),
      names,
    ),
    names: fc.oneof(
      depth,
      fc.constant('$v.names'),
      call(['sortAlpha'], list),
      call(['sortAlpha'], call(['keys'], map)),
      call(['splitList'], fc.constantFrom('","', '"-"', '" "'), text),
    ),
    map: fc.oneof(
      depth,
      fc.constantFrom('$v.m', '$v.deep', '(dict)', '(dict "a" 1 "b" "x")', '$v'),
      fc.tuple(literal, any, literal, any).map((parts) => `(dict ${parts.join(' ')})`),
      call(['merge', 'mergeOverwrite'], call(['deepCopy'], map), map),
      call(['pick', 'omit'], map, literal, literal),
      call(['set'], call(['deepCopy'], map), literal, any),
      call(['unset'], call(['deepCopy'], map), literal),
      call(['fromYaml', 'fromJson'], call(['toJson'], map)),
    ),
    any: fc.oneof(
      depth,
      fc.constantFrom('nil', '$v.any', '$v.missing', '$v.deep.a', '($v.m).a', '($v.deep.b).c', '.', '$v.f'),
      text,
      int,
      bool,
      list,
      map,
      call(['first', 'last'], list),
      call(['index'], map, literal),
      call(['default', 'ternary "x"'], any, fc.oneof(any, bool)),
      call(['coalesce'], any, any, any),
      call(['get'], map, literal),
    ),
    statement: fc.oneof(
      {maxDepth: 3, depthIdentifier: 'statement'},
      fc.oneof(any, text, number, list, map).map((made) => `{{ ${bare(made)} }}`),
      fc
        .tuple(text, fc.constantFrom('upper', 'quote', 'trunc 5', 'b64enc', 'nindent 2'))
        .map(([made, next]) => `{{- ${bare(made)} | ${next} -}} `),
      fc
        .tuple(bool, statement, statement)
        .map(([test, yes, no]) => `{{ if ${bare(test)} }}${yes}{{ else }}${no}{{ end }}`),
      fc
        .tuple(any, statement, any, statement)
        .map(([test, yes, other, no]) => `{{ if ${bare(test)} }}${yes}{{ else if ${bare(other)} }}${no}{{- end }}`),
      fc
        .tuple(fc.oneof(list, map), statement)
        .map(([over, body]) => `{{ range $k, $e := ${bare(over)} }}{{ $k }}={{ $e }};${body}{{ else }}none{{ end }}`),
      fc
        .tuple(fc.oneof(list, names), fc.constantFrom('break', 'continue'))
        .map(
          ([over, jump]) =>
            `{{- range ${bare(over)} }}{{ . | quote }}{{ if eq (kindOf .) "string" }}{{ ${jump} }}{{ end }},{{ end -}}`,
        ),
      fc
        .tuple(any, statement)
        .map(([scope, body]) => `{{ with ${bare(scope)} }}[{{ kindOf . }}]${body}{{ else }}empty{{ end }}`),
      fc
        .tuple(any, any, bool)
        .map(
          ([first, next, test]) =>
            `{{ $x := ${bare(first)} }}{{ if ${bare(test)} }}{{ $x = ${bare(next)} }}{{ end }}{{ $x | toJson }}`,
        ),
      fc
        .tuple(fc.constantFrom('show', 'twice'), any)
        .map(([name, dot]) => `{{ include "${name}" ${dot} | indent 1 }}{{ template "show" ${dot} }}`),
      fc
        .tuple(literal, any)
        .map(([made, dot]) => `{{ tpl (printf "{{ . | toJson }}%s" ${made.replaceAll('{{', '{')}) ${dot} }}`),
      // What has no value is left out by tpl and printed by include, which a length shows.
      fc
        .tuple(fc.constantFrom('tpl "{{ . }}"', 'tpl "{{ . }}{{ nil | default .gone }}"', 'include "show"'), any)
        .map(([call, dot]) => `{{ ${call} ${dot} | len }}`),
      fc.tuple(statement, statement).map(([one, two]) => `${one}\n${two}`),
    ),
  };
});

/** Without the outer parentheses: a pipeline of its own needs none; a lone value or nil needs a command around it. */
function bare(expression: string): string {
  if (expression === 'nil') return 'print nil';
  return expression.startsWith('(') && expression.endsWith(')') && isOneGroup(expression)
    ? expression.slice(1, -1)
    : expression;
}

function isOneGroup(expression: string): boolean {
  let level = 0;
  let quoted = false;
  for (let i = 0; i < expression.length; i++) {
    const character = expression[i];
    if (character === '\\' && quoted) i++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === '(') level++;
    else if (!quoted && character === ')') level--;
    if (level === 0 && i < expression.length - 1) return false;
  }
  return level === 0;
}

export const chart: Arbitrary<GeneratedChart> = fc.record({
  template: fc
    .array(grammar.statement, {minLength: 1, maxLength: 3})
    .map((parts) => `{{ $v := omit .Values "none" }}{{ with $v.deep | default (list 1) }}${parts.join('\n')}{{ end }}`),
  values,
});

export const partials =
  '{{ define "show" }}<{{ . | toJson }}>{{ end }}{{ define "twice" }}{{ include "show" . }}{{- include "show" (list .) }}{{ end }}';
